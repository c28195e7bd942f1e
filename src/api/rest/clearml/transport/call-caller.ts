// Who calls, in the order in which the dialect asks: what is presented, the role, and in whose place it is to be done.
import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '../../../../auth/authenticator.ts';
import { cookieGuard } from '../../../../auth/cookie-guard.ts';
import { LOCK_HEADER, MAX_LOCK_KEY } from '../../../../auth/credentials.ts';
import { onBehalf } from '../../../../auth/on-behalf.ts';
import { covers, managesUsers } from '../../../../domain/access.ts';
import type { Caller } from '../../../../domain/call.ts';
import type { Engine } from '../../../../engine/engine.ts';
import type { ClearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { uuidOf } from '../wire-id.ts';
import { clearmlCredentials } from './call-credentials.ts';
import { headerOf } from './call-header.ts';

/** What deciding who calls stands on. */
export interface CallerParts {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  /** Public address of the server; pages of it may use cookies. */
  readonly publicUrl: string | null;
}

/** Whoever calls what is open to anybody: for him nothing exists. */
const NOBODY: Caller = { actor: { userId: '00000000-0000-0000-0000-000000000000', name: 'nobody', role: 'viewer', grants: [] }, keyId: null };

/** The caller of a call, who may make it. Throws the errors of authentication, role and impersonation, in this order. */
export async function callerOf(parts: CallerParts, req: IncomingMessage, call: ClearmlCall): Promise<Caller> {
  if (call.role === 'OPEN') return NOBODY;
  const caller = await authenticated(parts, req);
  requireCallRole(caller, call);
  const acting = await inPlaceOf(parts, req, caller);
  if (acting !== caller) requireCallRole(acting, call);
  return acting;
}

/** Who asks, by what he presents and nothing else. Throws the errors of authentication. */
export async function authenticated(parts: CallerParts, req: IncomingMessage): Promise<Caller> {
  const address = req.socket.remoteAddress ?? null;
  // Open mode asks for nothing and looks at nothing; its guard has kept pages of others out.
  if (parts.authenticator.mode === 'open') return (await parts.authenticator.identify({ presented: { kind: 'NONE' }, lockKey: lockOf(req), address }))!;
  const { credentials, fromCookie, strange } = clearmlCredentials(req.headers, address);
  if (fromCookie) refuseForeignPage(req, parts.publicUrl);
  const caller = await parts.authenticator.verify(credentials);
  if (caller !== null) return caller;
  throw new ClearmlError(strange, strange === 'INVALID_TOKEN' ? 'Unauthorized (invalid token: it is over, or was revoked: log in again with auth.login)' : 'Unauthorized (invalid credentials: no access key has this id and secret; `switchyard key create` makes one)');
}

function lockOf({ headers }: IncomingMessage): string | null {
  const lock = headers[LOCK_HEADER];
  return typeof lock === 'string' && lock !== '' && lock.length <= MAX_LOCK_KEY ? lock : null;
}

// Any page may be read by any origin here, but a browser's cookie is no proof that its owner meant the call.
function refuseForeignPage({ headers }: IncomingMessage, publicUrl: string | null): void {
  const site = headers['sec-fetch-site'];
  const refusal = cookieGuard({ host: headers.host, origin: headers.origin, site: Array.isArray(site) ? site.join() : site }, publicUrl);
  if (refusal !== null) throw new ClearmlError('NO_CREDENTIALS', `Unauthorized (missing credentials: ${refusal.message})`);
}

function requireCallRole({ actor }: Caller, { name, role }: ClearmlCall): void {
  if (role === 'OPEN' || covers(actor.role, role)) return;
  throw new ClearmlError('ROLE_NOT_ALLOWED', `Forbidden (role not allowed): ${name} needs the role ${role}; the key of ${actor.name.slice(0, 100)} has ${actor.role}: ask an admin for another key`);
}

async function inPlaceOf({ engine }: CallerParts, req: IncomingMessage, caller: Caller): Promise<Caller> {
  const [as, acting] = [headerOf(req, 'impersonate-as'), headerOf(req, 'act-as')];
  if (as !== null && acting !== null) throw new ClearmlError('INVALID_HEADERS', 'Invalid headers: send X-Clearml-Impersonate-As or X-Clearml-Act-As, not both');
  const userId = as ?? acting;
  if (userId === null) return caller;
  if (!managesUsers(caller.actor)) throw new ClearmlError('IMPERSONATION', 'Impersonation error (role not allowed): only who has the role admin in every project acts for others');
  const other = await onBehalf(engine.db, { by: caller, userId: uuidOf(userId) ?? '' });
  if (other === null) throw new ClearmlError('IMPERSONATION', `Impersonation error (unknown user): user=${userId.slice(0, 100)}`);
  return as !== null ? other : { ...other, actor: { ...other.actor, role: caller.actor.role, grants: caller.actor.grants } };
}
