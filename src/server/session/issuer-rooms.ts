// The small issuer: what programs that know nothing but OpenID need to get a token for an access key, and others to check it.
import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '../../auth/authenticator.ts';
import { type Credentials, credentialsOf, keyCredentials } from '../../auth/credentials.ts';
import { ISSUED_TOKEN_SECONDS, issueToken } from '../../auth/token/issued-token.ts';
import type { OwnTokens } from '../../auth/token/own-tokens.ts';
import type { Room } from '../http/front-door.ts';
import { sendJson } from '../http/json-answer.ts';
import { isRead } from '../http/probe.ts';
import { BodyRefusal, smallBody } from './small-body.ts';

/** What the issuer stands on. */
export interface IssuerOptions {
  readonly authenticator: Authenticator;
  readonly own: OwnTokens;
  /** @default the system's time of day */
  readonly date?: () => Date;
}

/** Where the keys are, below the address of the issuer. */
const PATHS = { discovery: '/oidc/.well-known/openid-configuration', keys: '/oidc/jwks', token: '/oidc/token' } as const;
/** Time for which others may remember the document and the keys, in seconds. */
const PUBLIC_SECONDS = 300;

/** The three addresses, by path. */
export function issuerRooms(options: IssuerOptions): Readonly<Record<string, Room>> {
  const { own } = options;
  const headers = { 'cache-control': `public, max-age=${PUBLIC_SECONDS}` };
  return {
    [PATHS.discovery]: (req, res) => { if (isRead(req, res)) sendJson(res, 200, { body: discovery(own.issuer().url), headers }); },
    [PATHS.keys]: async (req, res) => {
      if (isRead(req, res)) sendJson(res, 200, { body: { keys: (await own.issued.all()).flatMap(({ published }) => (published === null ? [] : [published])) }, headers });
    },
    [PATHS.token]: async (req, res) => {
      const { status, body, headers: more = {} } = await answer(options, req);
      sendJson(res, status, { body, headers: req.complete ? more : { ...more, connection: 'close' } });
    },
  };
}

function discovery(issuer: string): object {
  return {
    issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token`,
    grant_types_supported: ['client_credentials'], token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    response_types_supported: [], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], scopes_supported: ['offline_access'],
  };
}

interface TokenAnswer { readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> }

/** The answers of RFC 6749 to a client that presents its credentials. */
async function answer(options: IssuerOptions, req: IncomingMessage): Promise<TokenAnswer> {
  if (req.method !== 'POST') return { ...refusal('invalid_request', 'a token is asked for with POST'), status: 405, headers: { allow: 'POST' } };
  try {
    const form = new URLSearchParams(await smallBody(req, 'application/x-www-form-urlencoded'));
    const twice = ['grant_type', 'client_id', 'client_secret'].find((name) => form.getAll(name).length > 1);
    if (twice !== undefined) return refusal('invalid_request', `${twice} is given more than once`);
    if (form.get('grant_type') !== 'client_credentials') return refusal(form.has('grant_type') ? 'unsupported_grant_type' : 'invalid_request', 'the grant_type must be client_credentials');
    return await granted(options, credentialsIn(req, form));
  } catch (error) {
    if (error instanceof BodyRefusal) return { ...refusal('invalid_request', error.message), status: error.status };
    throw error;
  }
}

/** The key as Basic or as members of the form; null when it is both, or neither. A password is no client's. */
function credentialsIn(req: IncomingMessage, form: URLSearchParams): Credentials | null {
  const basic = credentialsOf({ headers: { authorization: req.headers.authorization } });
  if (form.has('client_secret')) return basic.presented.kind === 'NONE' ? keyCredentials(`${form.get('client_id') ?? ''}.${form.get('client_secret') ?? ''}`, null) : null;
  const key = basic.presented.kind === 'PASSWORD' ? basic.presented.key : null;
  return key === null ? null : { ...basic, presented: { kind: 'KEY', key } };
}

async function granted({ authenticator, own, date = () => new Date() }: IssuerOptions, credentials: Credentials | null): Promise<TokenAnswer> {
  const principal = credentials === null ? null : await authenticator.verify(credentials);
  if (principal === null || principal.keyId === null) {
    return { ...refusal('invalid_client', 'present the id and the secret of an access key, as Basic or as client_id and client_secret'), status: 401, headers: { 'www-authenticate': 'Basic realm="switchyard"' } };
  }
  const { userId, name, role } = principal.actor;
  const token = await issueToken(own.issued, own.issuer(), { keyId: principal.keyId, userId, name, role, now: date() });
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: ISSUED_TOKEN_SECONDS }, headers: { pragma: 'no-cache' } };
}

function refusal(error: string, description: string): TokenAnswer {
  return { status: 400, body: { error, error_description: description } };
}
