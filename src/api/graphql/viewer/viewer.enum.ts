// Closed sets of callers.
import { ROLES } from '../../../domain/access.ts';
import { stringEnum } from '../string-enum.ts';

/** What a caller may do. */
export const RoleEnum = stringEnum('Role', ROLES, {
  description: 'What a caller may do.',
  values: {
    viewer: 'Reads and watches.',
    operator: 'Also commands work.',
    admin: 'Also manages queues and keys.',
    runner: 'Takes work and reports on it; nothing else.',
    tms: 'Reports on taskforces; nothing else.',
  },
});
