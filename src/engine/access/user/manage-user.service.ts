// Commands of admins on users: making and changing them.
import { ROLES, requireEverywhere, type Role } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import { invalid, optional, textAt, wordAt } from '../../../domain/input/check.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { MAX_USER_NAME, userNameOf } from '../../../domain/user.ts';
import type { ShownUser } from '../../../store/access/user-directory.store.ts';
import { disableUser, insertUser, updateUser as updateUserRow } from '../../../store/auth/user-admin.store.ts';
import { accepted, noop, runCommand, type BodyOutcome } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import type { Work } from '../../work.ts';
import { lastWay, lockedUser } from './user-check.ts';

/** A user to make; the hash of its password comes beside it, so that no repeat is told by a secret. */
export interface CreateUserInput {
  readonly name: string;
  readonly role: Role;
  /** Whether the role holds in every project, or grants alone count. */
  readonly everywhere: boolean;
}

/** Makes a user. Errors: INVALID, ALREADY_EXISTS, FORBIDDEN. Needs the role admin in every project. */
export async function createUser(engine: Engine, context: CommandContext, call: { readonly input: CreateUserInput; readonly passwordHash: string | null }): Promise<CommandOutcome> {
  const { input, passwordHash } = call;
  const name = userNameOf(textAt(input.name, ['name'], { max: MAX_USER_NAME }), 'name');
  const role = wordAt(input.role, ['role'], ROLES);
  const everywhere = truth(input.everywhere, 'everywhere');
  return runCommand(engine, context, {
    op: 'createUser',
    input,
    role: 'admin',
    body: async (work) => {
      requireEverywhere(context.actor, 'admin');
      const id = engine.newId();
      if (!(await insertUser(work.tx, { id, name, role, everywhere, passwordHash }))) throw new DomainError('ALREADY_EXISTS', `there is a user ${name} already: choose another name`, { path: ['name'] });
      return accepted(id);
    },
  });
}

/** What to change of a user; what is absent stays. */
export interface UpdateUserInput {
  readonly userId: string;
  readonly role?: Role | undefined;
  readonly everywhere?: boolean | undefined;
  /** Ends all that the user may, keys and sessions included, until it is taken back. */
  readonly disabled?: boolean | undefined;
}

/** Changes a user. Errors: INVALID, NOT_FOUND, FORBIDDEN; refused LAST_ADMIN when nobody would be left to manage users. Needs the role admin in every project. */
export async function updateUser(engine: Engine, context: CommandContext, input: UpdateUserInput): Promise<CommandOutcome> {
  const change = {
    role: optional(input.role, (value) => wordAt(value, ['role'], ROLES), null),
    everywhere: optional(input.everywhere, (value) => truth(value, 'everywhere'), null),
    disabled: optional(input.disabled, (value) => truth(value, 'disabled'), null),
  };
  return runCommand(engine, context, {
    op: 'updateUser',
    input,
    role: 'admin',
    body: async (work) => {
      requireEverywhere(context.actor, 'admin');
      return changeUser(work, await lockedUser(work, input.userId), change);
    },
  });
}

async function changeUser(work: Work, user: ShownUser, change: { readonly role: Role | null; readonly everywhere: boolean | null; readonly disabled: boolean | null }): Promise<BodyOutcome> {
  const { id } = user;
  const now = { role: user.role, everywhere: user.everywhere, disabled: user.disabledAt !== null };
  const then = { role: change.role ?? now.role, everywhere: change.everywhere ?? now.everywhere, disabled: change.disabled ?? now.disabled };
  if (then.role === now.role && then.everywhere === now.everywhere && then.disabled === now.disabled) return noop(id, 'ALREADY_SO');
  const staysAdmin = then.role === 'admin' && then.everywhere && !then.disabled;
  const no = staysAdmin ? null : await lastWay(work, id, { what: 'USER', userId: id });
  if (no) return no;
  await updateUserRow(work.tx, { id, role: then.role, everywhere: then.everywhere });
  if (then.disabled !== now.disabled) await disableUser(work.tx, id, then.disabled);
  return accepted(id);
}

function truth(value: unknown, field: string): boolean {
  return typeof value === 'boolean' ? value : invalid([field], 'must be true or false');
}
