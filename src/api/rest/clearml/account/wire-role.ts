// Roles as ClearML names them.
import type { PersonRole, Role } from '../../../../domain/access.ts';

const NAMES: Readonly<Record<Role, string>> = { admin: 'admin', operator: 'user', viewer: 'guest', runner: 'system', tms: 'system' };

/** The name of a role there. */
export function wireRole(role: Role): string {
  return NAMES[role];
}

/** Our role for one of theirs; null for those that nobody can be given here. */
export function roleOfWire(name: string): PersonRole | null {
  switch (name) {
    case 'system': case 'root': case 'admin': return 'admin';
    case 'superuser': case 'user': case 'annotator': return 'operator';
    case 'guest': return 'viewer';
    default: return null;
  }
}
