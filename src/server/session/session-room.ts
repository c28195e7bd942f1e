// `/session`: POST opens a session, GET tells who one is, DELETE ends the session.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../../auth/authenticator.ts';
import { TooManyAttempts } from '../../auth/password/too-many-attempts.ts';
import type { Principal } from '../../auth/principal.ts';
import { requestCredentials } from '../../auth/request-credentials.ts';
import type { OwnTokens } from '../../auth/token/own-tokens.ts';
import { endSession, openSession } from '../../auth/web-session.service.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Database } from '../../store/database.ts';
import { sendJson } from '../http/json-answer.ts';
import { foreignPage, tooFast } from './caller-guard.ts';
import { clearedCookie, sessionCookie } from './session-cookie.ts';
import { signInOf } from './sign-in-input.ts';
import { BodyRefusal, smallBody } from './small-body.ts';

/** What the room stands on. */
export interface SessionRoomOptions {
  readonly authenticator: Authenticator;
  readonly own: OwnTokens;
  readonly db: Database;
  /** Hours for which a session lasts. */
  readonly hours: number;
  /** Public address of the server; with https its cookies are sent over https only. */
  readonly publicUrl: string | null;
  /** @default the system's time of day */
  readonly date?: () => Date;
}

type Headers = Readonly<Record<string, string>>;
interface Answer { readonly status: number; readonly body: object; readonly headers?: Headers }

/** Opens the room. A rejection is a bug or a lost database. */
export function sessionRoom(options: SessionRoomOptions): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    const { status, body, headers = {} } = await judged(options, req);
    // What is left of a body that was not read would be taken for the next request: close behind the answer.
    sendJson(res, status, { body, headers: req.complete ? headers : { ...headers, connection: 'close' } });
  };
}

async function judged(options: SessionRoomOptions, req: IncomingMessage): Promise<Answer> {
  // Also without a cookie: nobody's page may sign its reader in as somebody else, or ask who he is.
  const foreign = foreignPage(req, options.publicUrl);
  if (foreign !== null) return foreign;
  try {
    if (req.method === 'POST') return await opened(options, req);
    if (req.method === 'GET' || req.method === 'HEAD') return await told(options, req);
    if (req.method === 'DELETE') return await ended(options, req);
    return { status: 405, body: { code: 'METHOD_NOT_ALLOWED', message: 'POST opens a session, GET tells who you are, DELETE ends the session' }, headers: { allow: 'GET, HEAD, POST, DELETE' } };
  } catch (error) {
    if (error instanceof TooManyAttempts) return tooFast(error.retryAfterSeconds)!;
    if (error instanceof BodyRefusal) return { status: error.status, body: { code: 'BAD_REQUEST', message: error.message } };
    if (error instanceof DomainError) return { status: error.code === 'FORBIDDEN' ? 403 : 400, body: { code: error.code, message: error.message, path: error.path ?? [] } };
    throw error;
  }
}

async function opened(options: SessionRoomOptions, req: IncomingMessage): Promise<Answer> {
  const { authenticator, own, db, hours, date = () => new Date() } = options;
  const { credentials, cookie } = signInOf(await smallBody(req, 'application/json'), requestCredentials(req));
  const principal = await authenticator.verify(credentials);
  if (principal === null) return nobody('name and password, or the key, are not right');
  const now = date();
  const { token, expiresAt } = await openSession(db, own, { by: principal, hours, now });
  const who = { expiresAt: expiresAt.toISOString(), user: principal.actor.name, role: principal.actor.role };
  // With a cookie the token stays out of the body: scripts of the page then cannot read it anywhere.
  if (!cookie) return { status: 201, body: { token, ...who } };
  return { status: 201, body: who, headers: { 'set-cookie': sessionCookie(token, { expiresAt, now, secure: isSecure(options) }) } };
}

async function told({ authenticator }: SessionRoomOptions, req: IncomingMessage): Promise<Answer> {
  const principal = await authenticator.identify(requestCredentials(req));
  return principal === null ? nobody('nobody is signed in') : { status: 200, body: described(principal) };
}

async function ended(options: SessionRoomOptions, req: IncomingMessage): Promise<Answer> {
  const cleared = { 'set-cookie': clearedCookie({ secure: isSecure(options) }) };
  const principal = await options.authenticator.verify(requestCredentials(req));
  if (principal === null) return { ...nobody('there is no such session, or it has ended already'), headers: cleared };
  await endSession(options.db, principal);
  options.authenticator.forget(principal);
  return { status: 200, body: { ended: true }, headers: cleared };
}

function described({ actor, authenticatedBy, expiresAt }: Principal): object {
  return { user: actor.name, role: actor.role, everywhere: actor.grants === null, grants: actor.grants ?? [], authenticatedBy, expiresAt: expiresAt?.toISOString() ?? null };
}

function nobody(why: string): Answer {
  const message = `${why}: send {"name": "…", "password": "…"} or {"key": "<key id>.<secret>"} with POST /session`;
  return { status: 401, body: { code: 'UNAUTHENTICATED', message }, headers: { 'www-authenticate': 'Bearer' } };
}

function isSecure({ publicUrl }: SessionRoomOptions): boolean {
  return publicUrl?.startsWith('https:') === true;
}
