// Answers as they leave: JSON, compressed when that is asked for and worth it; any origin may read them, by header auth only.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

/** Bytes from which an answer is compressed: below, it takes longer than it saves on networks of today. */
export const COMPRESSED_FROM = 256 * 1_024;
/** Time for which a browser remembers a preflight, seconds. */
const PREFLIGHT_SECONDS = 600;
/** Most headers that a preflight may ask for. */
const MAX_ASKED = 30;

type Headers = Readonly<Record<string, string>>;

/** Of every answer. Credentials are never allowed to pages of other origins: a page shows a key in the header Authorization, and cookies stay at home. */
const OPEN_TO_PAGES: Headers = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'x-request-id, retry-after', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const zip = promisify(gzip);

/** Sends JSON, unless the request was answered already. */
export async function sendEnvelope({ req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse }, answer: { readonly status: number; readonly text: string; readonly headers: Headers }): Promise<void> {
  const size = Buffer.byteLength(answer.text);
  const packed = size >= COMPRESSED_FROM && takesGzip(req.headers['accept-encoding']) ? await zip(answer.text, { level: constants.Z_BEST_SPEED }) : null;
  if (res.destroyed || res.headersSent) return;
  res.writeHead(answer.status, {
    ...OPEN_TO_PAGES, 'content-type': 'application/json', 'content-length': packed?.length ?? size, vary: 'Accept-Encoding',
    ...(packed === null ? {} : { 'content-encoding': 'gzip' }), ...(req.complete ? {} : { connection: 'close' }), ...answer.headers,
  });
  // A text leaves together with its head, as one piece.
  res.end(packed ?? answer.text);
}

/** Sends plain text. */
export function sendPlain({ req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse }, status: number, text: string): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(status, { ...OPEN_TO_PAGES, 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text), ...(req.complete ? {} : { connection: 'close' }) });
  res.end(text);
}

/** Answers OPTIONS: anything may be asked, and nothing is done. */
export function sendOptions(req: IncomingMessage, res: ServerResponse): void {
  if (res.destroyed || res.headersSent) return;
  res.writeHead(200, {
    ...OPEN_TO_PAGES, 'content-length': 0, allow: 'GET, HEAD, POST, PUT, OPTIONS', 'access-control-allow-methods': 'GET, HEAD, POST, PUT', 'access-control-allow-headers': askedHeaders(req),
    'access-control-max-age': String(PREFLIGHT_SECONDS), ...(req.complete ? {} : { connection: 'close' }),
  });
  res.end();
}

// Any header may be asked for, `*` would not stand for Authorization; what is no name of a header is left out.
function askedHeaders(req: IncomingMessage): string {
  const asked = String(req.headers['access-control-request-headers'] ?? '').toLowerCase().split(',').map((name) => name.trim());
  return asked.filter((name) => /^[a-z0-9-]{1,64}$/.test(name)).slice(0, MAX_ASKED).join(', ');
}

function takesGzip(accepted: string | undefined): boolean {
  return (accepted ?? '').toLowerCase().split(',').some((each) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/.test(each));
}
