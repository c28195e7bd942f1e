// Commands on locks: putting one on a part of the lab, and taking it away.
import { requireEverywhere } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { invalid, optional } from '../../domain/input/check.ts';
import { isHiddenLock, keptOut, MAX_LOCKS, overlap, scopeText, type LockScope } from '../../domain/lock/lab-lock.ts';
import { lockNoteAt, lockScopeAt, lockSecondsAt, type LockScopeInput } from '../../domain/lock/lock-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { deleteLock, forgetEndedLocks, insertLock, locksHeld, type HeldLock } from '../../store/access/lab-lock.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { reasonAt } from '../task/end-task.service.ts';
import type { Work } from '../work.ts';
import { isKeyOf, opens } from './lock-key.ts';
import { lockScopeOf } from './lock-scope.ts';

/** What to lock, and what those who are kept out are told. Without seconds it holds until it is released. */
export interface AcquireLockInput {
  readonly scope: LockScopeInput;
  readonly note?: string | undefined;
  readonly expiresInSeconds?: number | undefined;
}

/** What opens the lock, which is no part of the input that repeats are told by. */
export interface LockSecret {
  /** As `lockKeyHash` makes it. */
  readonly keyHash: string;
  /** Told the id of a lock that this call makes; a repeat, whose outcome names another, gets a lock that its key does not open. */
  readonly onMade: (id: string) => void;
}

/**
 * Locks a part of the lab for whoever has the key: commands of all others on it are refused from then on. Waits for the commands
 * that are under way. Errors: INVALID, NOT_FOUND, FORBIDDEN (the caller may not command there), LOCKED (somebody else has a lock on
 * it, or on a part of it), LIMIT_EXCEEDED.
 */
export async function acquireLock(engine: Engine, context: CommandContext, call: { readonly input: AcquireLockInput; readonly secret: LockSecret }): Promise<CommandOutcome> {
  const { input, secret } = call;
  const asked = lockScopeAt(input.scope, ['scope']);
  const note = lockNoteAt(input.note, ['note']);
  const seconds = lockSecondsAt(input.expiresInSeconds, ['expiresInSeconds']);
  return runCommand(engine, context, {
    op: 'acquireLock',
    input,
    gate: 'CLOSE',
    body: async (work) => {
      const { userId, name } = context.actor;
      const scope = await lockScopeOf(work, context.actor, asked);
      await forgetEndedLocks(work.tx);
      await requireRoom(work, scope);
      const id = engine.newId();
      await insertLock(work.tx, { id, scope, holderId: userId, holderName: name, note, keyHash: secret.keyHash }, seconds);
      secret.onMade(id);
      return accepted(id);
    },
  });
}

/** Which lock, and by what right: its key (or one presented with the call), or as an admin with force and a reason. */
export interface ReleaseLockInput {
  readonly lockId: string;
  readonly force?: boolean | undefined;
  readonly reason?: string | undefined;
}

/** Takes a lock away; `key` is no part of the input that repeats are told by. Errors: INVALID, NOT_FOUND, FORBIDDEN (force without the role admin), LOCKED (no key of it). */
export async function releaseLock(engine: Engine, context: CommandContext, call: { readonly input: ReleaseLockInput; readonly key: string | null }): Promise<CommandOutcome> {
  const { input, key } = call;
  const reason = reasonAt(input.reason);
  const force = optional(input.force, (given) => (typeof given === 'boolean' ? given : invalid(['force'], 'must be true or false')), false);
  if (force && reason === '') invalid(['reason'], 'say why the lock of somebody else is taken away');
  return runCommand(engine, context, {
    op: 'releaseLock',
    input,
    body: async (work) => {
      const id = requireId('lock', input.lockId, ['id']);
      const lock = (await locksHeld(work.tx)).find((one) => one.id === id) ?? notFound('lock', id, ['id']);
      const hasKey = (key !== null && isKeyOf(lock, key, engine.settings)) || opens(lock, { origin: context.origin, settings: engine.settings });
      if (!hasKey && isHiddenLock(lock, context.actor)) notFound('lock', id, ['id']);
      if (!hasKey && force) requireEverywhere(context.actor, 'admin');
      if (!hasKey && !force) keptOut(lock);
      if (!(await deleteLock(work.tx, id))) notFound('lock', id, ['id']);
      return accepted(id);
    },
  });
}

async function requireRoom(work: Work, scope: LockScope): Promise<void> {
  const held = await locksHeld(work.tx);
  const by = { origin: work.command?.context.origin, settings: work.engine.settings };
  const other = held.find((lock: HeldLock) => overlap(lock.scope, scope) && !opens(lock, by));
  if (other) keptOut(other);
  if (held.length >= MAX_LOCKS) throw new DomainError('LIMIT_EXCEEDED', `there are ${MAX_LOCKS} locks, the most there may be: release one before locking ${scopeText(scope)}`);
}
