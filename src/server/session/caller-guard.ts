// Which requests are refused before any room looks at them: cookies sent by foreign pages, passwords that come too fast.
import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '../../auth/authenticator.ts';
import { cookieGuard } from '../../auth/cookie-guard.ts';
import type { Credentials } from '../../auth/credentials.ts';
import { requestCredentials } from '../../auth/request-credentials.ts';
import type { ErrorBody } from '../http/json-answer.ts';

/** A refusal as it is sent. */
export interface DoorRefusal {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** Judges a request, or the request of an upgrade, by its headers; null = it may pass. */
export type DoorJudge = (req: IncomingMessage) => DoorRefusal | null;

/** The judge for every transport. In open mode callers present nothing, and the guard of open mode has judged already. */
export function callerGuard(authenticator: Authenticator, { publicUrl }: { readonly publicUrl: string | null }): DoorJudge {
  if (authenticator.mode === 'open') return () => null;
  return (req) => {
    const credentials = requestCredentials(req);
    return (isByCookie(credentials) ? foreignPage(req, publicUrl) : null) ?? tooFast(authenticator.waitFor(credentials));
  };
}

/** A 403 for a request that a page of another server made, else null. */
export function foreignPage({ headers }: IncomingMessage, publicUrl: string | null): DoorRefusal | null {
  const site = headers['sec-fetch-site'];
  const body = cookieGuard({ host: headers.host, origin: headers.origin, site: Array.isArray(site) ? site.join() : site }, publicUrl);
  return body === null ? null : { status: 403, body: { ...body }, headers: {} };
}

/** A 429 for a password that is not looked at before so many seconds are over; null when there are none to wait. */
export function tooFast(seconds: number | null): DoorRefusal | null {
  if (seconds === null) return null;
  const message = `there were too many wrong passwords, or too many are being checked: try again in ${seconds} seconds`;
  return { status: 429, body: { code: 'LIMIT_EXCEEDED', message, retryAfterSeconds: seconds }, headers: { 'retry-after': String(seconds) } };
}

function isByCookie({ presented }: Credentials): boolean {
  return presented.kind === 'TOKEN' && presented.fromCookie;
}
