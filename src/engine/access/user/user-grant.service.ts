// Commands on grants: what users may do in some projects only.
import { requireEverywhere, type PersonRole } from '../../../domain/access.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { grantOf, MAX_GRANTS } from '../../../domain/user.ts';
import { putGrant as putGrantRow, removeGrant as removeGrantRow } from '../../../store/auth/grant.store.ts';
import { updateUser } from '../../../store/auth/user-admin.store.ts';
import { accepted, noop, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { lastWay, lockedUser } from './user-check.ts';

/** Who gets which role where: `/` is every project. */
export interface PutGrantInput {
  readonly userId: string;
  readonly path: string;
  readonly role: PersonRole;
}

/**
 * Gives a user a role in a project and all below it; from then on grants alone count for that user. Errors: INVALID, NOT_FOUND,
 * FORBIDDEN, LIMIT_EXCEEDED; refused LAST_ADMIN. Needs the role admin in every project.
 */
export async function putGrant(engine: Engine, context: CommandContext, input: PutGrantInput): Promise<CommandOutcome> {
  const grant = grantOf(input);
  return runCommand(engine, context, {
    op: 'putGrant',
    input,
    role: 'admin',
    body: async (work) => {
      requireEverywhere(context.actor, 'admin');
      const user = await lockedUser(work, input.userId);
      if (!user.everywhere && user.grants.some(({ path, role }) => path === grant.path && role === grant.role)) return noop(user.id, 'ALREADY_SO');
      const no = user.everywhere ? await lastWay(work, user.id, { what: 'USER', userId: user.id }) : null;
      if (no) return no;
      if (!(await putGrantRow(work.tx, user.id, grant))) throw new DomainError('LIMIT_EXCEEDED', `${user.name} has ${MAX_GRANTS} grants already: remove one, or grant a project above several`);
      await updateUser(work.tx, { id: user.id, role: null, everywhere: false });
      return accepted(user.id);
    },
  });
}

/** Takes the grant at a path away; with the last one the user may do nothing any more. Errors: INVALID, NOT_FOUND, FORBIDDEN. Needs the role admin in every project. */
export async function removeGrant(engine: Engine, context: CommandContext, input: { readonly userId: string; readonly path: string }): Promise<CommandOutcome> {
  const { path } = grantOf({ path: input.path, role: 'viewer' });
  return runCommand(engine, context, {
    op: 'removeGrant',
    input,
    role: 'admin',
    body: async (work) => {
      requireEverywhere(context.actor, 'admin');
      const { id } = await lockedUser(work, input.userId);
      return (await removeGrantRow(work.tx, id, path)) ? accepted(id) : noop(id, 'ALREADY_SO');
    },
  });
}
