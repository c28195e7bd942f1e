// What the server is, for anybody who asks before logging in.
import { object } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';

function infoOf({ settings }: ClearmlContext) {
  return { version: settings.serverVersion, build: settings.serverBuild, commit: settings.commit };
}

/** Version and build, in the three forms that there have been. */
export const serverInfoCalls = [
  clearmlCall('server.info', { role: 'OPEN', input: object, run: (context) => Promise.resolve(infoOf(context)) }),
  clearmlCall('server.info', { since: '2.8', role: 'OPEN', input: object, run: (context) => Promise.resolve({ ...infoOf(context), uid: context.settings.uid }) }),
  clearmlCall('server.info', { since: '2.12', role: 'OPEN', input: object, run: (context) => Promise.resolve({ ...infoOf(context), uid: context.settings.uid, api_version: context.settings.apiVersion }) }),
];

/** How a page may log somebody in: with an access key, and in no other way. */
export const supportedModesCall = clearmlCall('login.supported_modes', {
  role: 'OPEN',
  input: object,
  run: () => Promise.resolve({
    authenticated: false,
    basic: { enabled: false, guest: { enabled: false } },
    sso: {},
    sso_providers: [],
    server_errors: { missed_es_upgrade: false, es_connection_error: false },
  }),
});

/** Whether the server has users of a configuration file; ours are in its database. */
export const fixedUsersModeCall = clearmlCall('auth.fixed_users_mode', {
  role: 'OPEN',
  input: object,
  run: () => Promise.resolve({ enabled: false, guest: { enabled: false }, server_errors: { missed_es_upgrade: false, es_connection_error: false } }),
});
