// The guard of open mode: an open loopback API that runs commands is code execution by any web page, unless pages are kept out.
import { isLoopbackName } from './loopback-name.ts';

/** The three headers that tell a page from a program. Programs send the first only. */
export interface GuardedHeaders {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
}

/** Why a request was kept out, as the body of a 403. */
export interface GuardRefusal {
  readonly code: 'FOREIGN_HOST' | 'FOREIGN_ORIGIN' | 'CROSS_SITE';
  readonly message: string;
}

const ADVICE = 'this server runs with AUTH=open and answers programs and pages of this machine only: use its loopback address, or start it with AUTH=keys and present an access key';
/** Longest part of a header that is repeated in a message. */
const MAX_QUOTED = 100;

/**
 * Null when the request may pass. A foreign Host is DNS rebinding; a foreign Origin is a form, script or socket of another
 * site; Sec-Fetch-Site is what browsers send where they leave Origin out, as on images and links.
 */
export function openGuard({ host, origin, site }: GuardedHeaders): GuardRefusal | null {
  if (!isLoopbackAuthority(host)) return { code: 'FOREIGN_HOST', message: `the Host ${quoted(host)} is not a loopback address; ${ADVICE}` };
  if (origin !== undefined && !isSameOrigin(origin, host)) return { code: 'FOREIGN_ORIGIN', message: `the Origin ${quoted(origin)} is not this server; ${ADVICE}` };
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return { code: 'CROSS_SITE', message: `a page of another site asked (Sec-Fetch-Site ${quoted(site)}); ${ADVICE}` };
  return null;
}

/** Whether a Host header names loopback, with any port: the port may be that of a tunnel to us. */
function isLoopbackAuthority(host: string | undefined): host is string {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/.exec(host ?? '');
  return match !== null && isLoopbackName(match[1] ?? match[2] ?? '');
}

/** Whether a page was served from exactly the address it calls now: another port of this machine is another program. */
export function isSameOrigin(origin: string, host: string): boolean {
  const match = /^(https?:)\/\/[^/?#@\\]+$/i.exec(origin);
  const called = `${match?.[1] ?? ''}//${host}`;
  return match !== null && URL.canParse(origin) && URL.canParse(called) && new URL(origin).origin === new URL(called).origin;
}

/** A header for a message, cut to a bearable length. */
export function quoted(text: string | undefined): string {
  return text === undefined ? 'that is missing' : JSON.stringify(text.slice(0, MAX_QUOTED));
}
