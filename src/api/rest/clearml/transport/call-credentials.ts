// What a caller of the ClearML dialect presents: an access key as Basic, a token or a key as Bearer, or the token in a cookie.
import type { IncomingHttpHeaders } from 'node:http';
import { bearerOf } from '../../../../auth/bearer.ts';
import { type Credentials, isToken, keyCredentials, LOCK_HEADER, MAX_LOCK_KEY, type Presented } from '../../../../auth/credentials.ts';
import { ClearmlError } from '../clearml-error.ts';

/** Cookies that carry a token: of today, and of old clients. */
export const TOKEN_COOKIES = ['clearml_token_basic', 'trains_token_basic'] as const;

/** What was presented, and the error that tells that it is nobody's. */
export interface ClearmlCredentials {
  readonly credentials: Credentials;
  readonly fromCookie: boolean;
  readonly strange: 'INVALID_CREDENTIALS' | 'INVALID_TOKEN';
}

/** Longest header that is looked at, in characters. */
const MAX_BASIC = 2_048;

/** Reads headers; the header Authorization goes before cookies. Throws the error of the dialect for what cannot be read, and for nothing at all. */
export function clearmlCredentials(headers: IncomingHttpHeaders, address: string | null): ClearmlCredentials {
  const { authorization } = headers;
  const lock = headers[LOCK_HEADER];
  const lockKey = typeof lock === 'string' && lock.length > 0 && lock.length <= MAX_LOCK_KEY ? lock : null;
  const shown = (presented: Presented, strange: ClearmlCredentials['strange'], fromCookie = false): ClearmlCredentials => ({ credentials: { presented, lockKey, address }, fromCookie, strange });
  if (authorization === undefined) return shown({ kind: 'CLEARML_TOKEN', token: tokenOf(cookieIn(headers.cookie)) }, 'INVALID_TOKEN', true);
  const scheme = /^\S*/.exec(authorization)![0].toLowerCase();
  if (scheme === 'basic') return shown(keyOfBasic(authorization), 'INVALID_CREDENTIALS');
  if (scheme !== 'bearer') throw new ClearmlError('UNAUTHORIZED_SCHEME', 'Unauthorized (the scheme of the header Authorization must be Basic or Bearer)');
  const text = bearerOf(authorization) ?? '';
  const { presented } = keyCredentials(text, null);
  return shown(presented.kind === 'KEY' ? presented : { kind: 'CLEARML_TOKEN', token: tokenOf(text) }, 'INVALID_TOKEN');
}

function tokenOf(text: string): string {
  if (isToken(text)) return text;
  throw new ClearmlError('INVALID_TOKEN', 'Unauthorized (invalid token: log in again with auth.login)');
}

/** A key of ours; what has another form is nobody's. Octets are Latin-1, as clients write them. */
function keyOfBasic(header: string): Presented {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header.length > MAX_BASIC ? '' : header)?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('latin1');
  const colon = text.indexOf(':');
  if (colon < 0) throw new ClearmlError('BAD_CREDENTIALS', 'Unauthorized (malformed credentials: send access_key:secret_key in base64)');
  return keyCredentials(`${text.slice(0, colon)}.${text.slice(colon + 1)}`, null).presented;
}

/** The token of a cookie; of two different ones neither, since a neighbouring host can set one for us. */
function cookieIn(header: string | undefined): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  for (const name of TOKEN_COOKIES) {
    const values = new Set(pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1)));
    const [token] = values;
    if (token === undefined || token === '') continue;
    if (values.size > 1) throw new ClearmlError('INVALID_TOKEN', `Unauthorized (several cookies ${name}: clear them and log in again)`);
    return token;
  }
  throw new ClearmlError('NO_CREDENTIALS', 'Unauthorized (missing credentials: send an access key and its secret as Authorization: Basic, or a token of auth.login as Authorization: Bearer)');
}
