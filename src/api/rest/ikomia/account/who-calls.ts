// Who calls a deployment: the holder of a token for it, or of an access key.
import type { IncomingMessage } from 'node:http';
import { bearerOf } from '../../../../auth/bearer.ts';
import { type Credentials, isToken, LOCK_HEADER, MAX_LOCK_KEY, type Presented } from '../../../../auth/credentials.ts';
import { parseKey } from '../../../../auth/secret.ts';
import type { Authenticator } from '../../../../auth/authenticator.ts';
import type { Caller } from '../../../../domain/call.ts';
import { IkomiaError } from '../ikomia-error.ts';

const KEY_ADVICE = '`switchyard key create` makes one';

/** The caller of a deployment, kept to it when he shows a token. Throws 401. */
export async function callerOfDeployment(authenticator: Authenticator, req: IncomingMessage): Promise<Caller> {
  const caller = await authenticator.identify(deploymentCredentials(req));
  if (caller !== null) return caller;
  throw unauthorized('send a token for this deployment as Authorization: Bearer <id_token>; GET /v1/projects/jwt/?endpoint=<its address> gives one for an access key');
}

/** What a call of a deployment presents: a token for one, or an access key, as Bearer; cookies and passwords count for nothing. */
export function deploymentCredentials(req: IncomingMessage): Credentials {
  return credentialsWith(req, presentedTo(req));
}

/** Who asks for a token: the holder of an access key and nobody else, as a token must not beget others. Throws 401. */
export async function holderOfKey(authenticator: Authenticator, req: IncomingMessage): Promise<Caller> {
  const text = tokenSchemeOf(req.headers.authorization) ?? bearerOf(req.headers.authorization);
  const key = text === null ? null : parseKey(text);
  const caller = await authenticator.identify(credentialsWith(req, key === null ? { kind: 'NONE' } : { kind: 'KEY', key }));
  if (caller !== null) return caller;
  throw unauthorized(`send an access key as Authorization: Token <key id>.<secret>; ${KEY_ADVICE}`, 'Token');
}

function credentialsWith({ headers, socket }: IncomingMessage, presented: Presented): Credentials {
  const lock = headers[LOCK_HEADER];
  const lockKey = typeof lock === 'string' && lock !== '' && lock.length <= MAX_LOCK_KEY ? lock : null;
  return { presented, lockKey, address: socket.remoteAddress ?? null };
}

function presentedTo({ headers }: IncomingMessage): Presented {
  const text = bearerOf(headers.authorization);
  if (text === null) return { kind: 'NONE' };
  const key = parseKey(text);
  if (key !== null) return { kind: 'KEY', key };
  return isToken(text) ? { kind: 'IKOMIA_TOKEN', token: text } : { kind: 'UNREADABLE' };
}

function tokenSchemeOf(header: string | undefined): string | null {
  return /^token +([^\s]+) *$/i.exec(header ?? '')?.[1] ?? null;
}

function unauthorized(detail: string, scheme = 'Bearer'): IkomiaError {
  return new IkomiaError(401, detail, { headers: { 'www-authenticate': scheme } });
}
