// Commands on passwords: those that admins set, and one's own. Only hashes come here.
import { requireEverywhere } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { setPasswordHash } from '../../../store/auth/user-admin.store.ts';
import { standingOfUser } from '../../../store/auth/user.store.ts';
import { accepted, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { lastWay, lockedUser } from './user-check.ts';

/** Sets the password of a user, or takes it away (null), and ends its sessions. Errors: NOT_FOUND, FORBIDDEN; refused LAST_ADMIN. Needs the role admin in every project. */
export async function setPassword(engine: Engine, context: CommandContext, call: { readonly input: { readonly userId: string }; readonly passwordHash: string | null }): Promise<CommandOutcome> {
  const { input, passwordHash } = call;
  return runCommand(engine, context, {
    op: 'setPassword',
    input: { ...input, remove: passwordHash === null },
    role: 'admin',
    body: async (work) => {
      requireEverywhere(context.actor, 'admin');
      const { id } = await lockedUser(work, input.userId);
      const no = passwordHash === null ? await lastWay(work, id, { what: 'PASSWORD', userId: id }) : null;
      if (no) return no;
      await setPasswordHash(work.tx, id, passwordHash);
      return accepted(id);
    },
  });
}

/** A new password of the caller's own, and the epoch in which the old one was found right. */
export interface OwnPassword {
  readonly passwordHash: string;
  readonly epoch: number;
}

/**
 * Changes the caller's password and ends the caller's sessions; null = the old one was not right, which a repeat cannot get right any
 * more. Errors: FORBIDDEN for null, VERSION_CONFLICT when the password was changed since the old one was looked at.
 */
export async function changePassword(engine: Engine, context: CommandContext, own: OwnPassword | null): Promise<CommandOutcome> {
  const { userId } = context.actor;
  return runCommand(engine, context, {
    op: 'changePassword',
    input: {},
    role: 'viewer',
    body: async (work) => {
      if (own === null) throw new DomainError('FORBIDDEN', 'the old password is not the one that holds, or you have none: ask an admin to set one');
      const { passwordHash, epoch } = own;
      const { id } = await lockedUser(work, userId);
      if ((await standingOfUser(work.tx, id))?.epoch !== epoch) throw new DomainError('VERSION_CONFLICT', 'the password was changed just now: try again with the one that holds');
      await setPasswordHash(work.tx, id, passwordHash);
      return accepted(id);
    },
  });
}
