// The roles that people have.
import { PERSON_ROLES } from '../../../../domain/access.ts';
import { stringEnum } from '../../string-enum.ts';

/** Roles that grants can give. */
export const PersonRoleEnum = stringEnum('PersonRole', PERSON_ROLES, { description: 'What people may do in a project.', values: { viewer: 'Reads and watches.', operator: 'Also commands work.', admin: 'Also manages what belongs to the project.' } });
