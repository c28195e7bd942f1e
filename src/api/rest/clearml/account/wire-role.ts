// Roles as ClearML names them.
import { assertNever } from '../../../../domain/errors.ts';
import type { PersonRole, Role } from '../../../../domain/access.ts';

/** Names of roles, from the greatest to the least. */
export const ROLE_NAMES = ['system', 'root', 'admin', 'superuser', 'user', 'annotator', 'guest'] as const;
/** A name of a role. */
export type RoleName = (typeof ROLE_NAMES)[number];

const NAMES: Readonly<Record<Role, RoleName>> = { admin: 'admin', operator: 'user', viewer: 'guest', runner: 'system', tms: 'system' };

/** The name of a role there. */
export function wireRole(role: Role): RoleName {
  return NAMES[role];
}

/** Our role for one of theirs. */
export function roleOfWire(name: RoleName): PersonRole {
  switch (name) {
    case 'system': case 'root': case 'admin': return 'admin';
    case 'superuser': case 'user': case 'annotator': return 'operator';
    case 'guest': return 'viewer';
    default: return assertNever(name);
  }
}
