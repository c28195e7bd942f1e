// Logging in: an access key is exchanged for a token, which clients decode to learn what this server is.
import { z } from 'zod';
import { MAX_CLEARML_SECONDS } from '../../../../auth/token/clearml-token.ts';
import { object, opt } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { COMPANY, wireId } from '../wire-id.ts';
import { clearTokenCookie, setTokenCookie } from './token-cookie.ts';
import { wireRole } from './wire-role.ts';

/** A token for the caller; who comes with one that still holds gets a new one. Needs the role viewer. */
export const loginCall = clearmlCall('auth.login', {
  since: '2.1',
  role: 'viewer',
  input: z.object({ expiration_sec: opt(z.number().int().min(1).max(MAX_CLEARML_SECONDS)) }),
  run: async (context, { expiration_sec: seconds = context.settings.tokenSeconds }) => {
    const token = await context.tokens.issue(context.caller, { seconds, claims: claimsOf(context) });
    setTokenCookie(context, token, { seconds });
    return { token };
  },
});

/** Ends the token of a browser: its cookie is cleared. A token elsewhere ends with its time, or with its key. */
export const logoutCall = clearmlCall('auth.logout', {
  since: '2.2',
  role: 'viewer',
  input: object,
  run: (context) => {
    clearTokenCookie(context);
    return Promise.resolve({});
  },
});

/** What clients read: the version chooses the shapes that they send; other feature sets make them call what is not here. */
function claimsOf({ caller: { actor }, settings, engine }: ClearmlContext): Readonly<Record<string, unknown>> {
  return {
    identity: { user: wireId(actor.userId), company: COMPANY.id, role: wireRole(actor.role), user_name: actor.name, company_name: COMPANY.name },
    api_version: settings.apiVersion,
    server_version: settings.serverVersion,
    server_build: settings.serverBuild,
    feature_set: 'basic',
    auth_type: 'Bearer',
    entities: [],
    env: 'switchyard',
    session_id: wireId(engine.newId()),
  };
}
