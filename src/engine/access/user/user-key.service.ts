// Commands on access keys and sessions: making keys, revoking both; one's own, or anybody's as an admin.
import { covers, ROLES, type Role } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { wordAt } from '../../../domain/input/check.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { labelOf } from '../../../domain/user.ts';
import { keyOfId, lockUsers, MAX_USER_KEYS, usableKeys } from '../../../store/access/user-directory.store.ts';
import { insertKey, revokeKeyRow } from '../../../store/auth/access-key.store.ts';
import { revokeSessionRow, sessionOfId } from '../../../store/auth/web-session.store.ts';
import { accepted, noop, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { notFound } from '../../found.ts';
import { reasonAt } from '../../task/end-task.service.ts';
import { isUserAdmin, lastWay, lockedUser, requireNoLess, requireSelfOrAdmin } from './user-check.ts';

export { MAX_USER_KEYS } from '../../../store/access/user-directory.store.ts';

/** A key to make: for whom, with which role at most, and what people call it. */
export interface CreateKeyInput {
  readonly userId: string;
  readonly role: Role;
  readonly label: string;
}

/** The id and the hash of the key's secret, which are no part of the input that repeats are told by. */
export interface KeySecret {
  readonly id: string;
  readonly secretHash: string;
}

/** Makes an access key; the outcome names another id than the secret's when this is a repeat. Nobody gives more than he has: a key of one's own has at most one's role, that of another at most the other's. Errors: INVALID, NOT_FOUND, FORBIDDEN, LIMIT_EXCEEDED. */
export async function createAccessKey(engine: Engine, context: CommandContext, call: { readonly input: CreateKeyInput; readonly secret: KeySecret }): Promise<CommandOutcome> {
  const { input, secret } = call;
  const role = wordAt(input.role, ['role'], ROLES);
  const label = labelOf(String(input.label));
  return runCommand(engine, context, {
    op: 'createAccessKey',
    input,
    role: 'viewer',
    body: async (work) => {
      requireSelfOrAdmin(context.actor, input.userId);
      const user = await lockedUser(work, input.userId);
      // The caller may come with a key that has less than the user: it makes none that has more.
      const most = user.id === context.actor.userId ? context.actor.role : user.role;
      if (!covers(user.role, role)) throw new DomainError('INVALID', `the user ${user.name} has the role ${user.role}, which does not cover ${role}: ask for a lesser one`, { path: ['role'] });
      if (!covers(most, role)) throw new DomainError('FORBIDDEN', `whoever comes with the role ${most} makes no key with the role ${role}: ask for a lesser one`);
      if ((await usableKeys(work.tx, user.id)) >= MAX_USER_KEYS) throw new DomainError('LIMIT_EXCEEDED', `${user.name} has ${MAX_USER_KEYS} keys, the most there may be: revoke one`);
      if (!(await insertKey(work.tx, { id: secret.id, secretHash: secret.secretHash, userId: user.id, label, roleCap: role }))) throw new Error('a key of that id exists: ids are drawn, and are never the same twice');
      return accepted(secret.id);
    },
  });
}

/** Ends a key; servers stop taking it within seconds. Errors: NOT_FOUND (also for the keys of others, unless the caller manages users), FORBIDDEN (one's own that gives more than one came with); refused LAST_ADMIN. */
export async function revokeAccessKey(engine: Engine, context: CommandContext, input: { readonly keyId: string; readonly reason?: string | undefined }): Promise<CommandOutcome> {
  reasonAt(input.reason);
  return runCommand(engine, context, {
    op: 'revokeAccessKey',
    input,
    role: 'viewer',
    body: async (work) => {
      await lockUsers(work.tx);
      const key = await keyOfId(work.tx, input.keyId);
      if (key === null || (key.userId !== context.actor.userId && !isUserAdmin(context.actor))) notFound('access key', input.keyId, ['keyId']);
      await requireNoLess(work, context.actor, key);
      if (key.revokedAt !== null) return noop(key.id, 'ALREADY_SO');
      const no = await lastWay(work, key.id, { what: 'KEY', keyId: key.id });
      if (no) return no;
      await revokeKeyRow(work.tx, key.id);
      return accepted(key.id);
    },
  });
}

/** Ends a session; servers stop taking it within seconds. Errors: NOT_FOUND (also for the sessions of others, unless the caller manages users), FORBIDDEN (one's own that gives more than one came with). */
export async function revokeSession(engine: Engine, context: CommandContext, input: { readonly sessionId: string; readonly reason?: string | undefined }): Promise<CommandOutcome> {
  reasonAt(input.reason);
  return runCommand(engine, context, {
    op: 'revokeSession',
    input,
    role: 'viewer',
    body: async (work) => {
      const session = await sessionOfId(work.tx, input.sessionId);
      if (session === null || (session.userId !== context.actor.userId && !isUserAdmin(context.actor))) notFound('session', input.sessionId, ['sessionId']);
      await requireNoLess(work, context.actor, session);
      if (session.revokedAt !== null) return noop(input.sessionId, 'ALREADY_SO');
      await revokeSessionRow(work.tx, input.sessionId);
      return accepted(input.sessionId);
    },
  });
}
