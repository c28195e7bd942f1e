// Which pages of other origins may read our answers: none, or those that the operator has listed, and they by header auth only.
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Time for which a browser remembers a preflight, seconds: a removed origin is out after that. */
const PREFLIGHT_SECONDS = 600;
/** Methods that rooms take. */
const METHODS = 'GET, HEAD, POST, PUT, DELETE';
/** Headers of answers that pages may read, beside those that every page may. */
const EXPOSED = 'x-request-id, retry-after, ratelimit, ratelimit-policy, x-cost, content-range, accept-ranges, etag, content-disposition';
/** Most headers that a preflight may ask for. */
const MAX_ASKED = 30;

/**
 * Sets what a listed origin needs to read the answer; true when the request was a preflight and has been answered. Credentials are never
 * allowed: a page shows a key in the Authorization header, and the browser's cookies stay at home.
 */
export function answerCrossOrigin({ req, res }: { req: IncomingMessage; res: ServerResponse }, origins: ReadonlySet<string>): boolean {
  if (origins.size === 0) return false;
  res.setHeader('vary', 'Origin');
  const { origin } = req.headers;
  if (origin === undefined || !origins.has(origin)) return false;
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-expose-headers', EXPOSED);
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  res.writeHead(204, {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': askedHeaders(req),
    'access-control-max-age': String(PREFLIGHT_SECONDS),
    vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    'cache-control': 'no-store',
  });
  res.end();
  return true;
}

// Any header may be asked for, `*` would not stand for Authorization; what is no name of a header is left out.
function askedHeaders(req: IncomingMessage): string {
  const asked = String(req.headers['access-control-request-headers'] ?? '').toLowerCase().split(',').map((name) => name.trim());
  return asked.filter((name) => /^[a-z0-9-]{1,64}$/.test(name)).slice(0, MAX_ASKED).join(', ');
}
