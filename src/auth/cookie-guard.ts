// The guard of calls with a cookie, in the modes in which one may be called from elsewhere: a browser sends it whoever wrote the page.
import { type GuardedHeaders, type GuardRefusal, isSameOrigin, quoted } from './open-guard.ts';

const ADVICE = 'a call with a session cookie must come from a page of this server; other programs and pages send Authorization: Bearer instead';

/**
 * Null when a call with a cookie may pass: it comes from a page of this very address, or of the public one, or from no page at all.
 * @param publicUrl the configured address, which a proxy before us may hide from the Host
 */
export function cookieGuard({ host, origin, site }: GuardedHeaders, publicUrl: string | null): GuardRefusal | null {
  if (origin !== undefined && !isOurs(origin, host, publicUrl)) return { code: 'FOREIGN_ORIGIN', message: `the Origin ${quoted(origin)} is not this server; ${ADVICE}` };
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return { code: 'CROSS_SITE', message: `a page of another site asked (Sec-Fetch-Site ${quoted(site)}); ${ADVICE}` };
  return null;
}

function isOurs(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (publicUrl !== null && URL.canParse(origin) && new URL(origin).origin === new URL(publicUrl).origin) return true;
  return host !== undefined && isSameOrigin(origin, host);
}
