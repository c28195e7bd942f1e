// Closed sets of callers.
import { CALLER_AUTHENTICATIONS } from '../../../auth/principal.ts';
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

/** By what a caller is somebody. */
export const AuthenticationEnum = stringEnum('Authentication', CALLER_AUTHENTICATIONS, {
  description: 'By what a caller is somebody.',
  values: {
    OPEN: 'By nothing: everybody on the machine of a server with AUTH=open is the user local.',
    KEY: 'An access key, or a token that this server gave for one.',
    PASSWORD: 'A name and a password, sent along with every call.',
    SESSION: 'A session, opened with POST /session.',
    OIDC: 'A token of the OpenID provider of a server with AUTH=oidc.',
  },
});
