// GraphiQL at the address of the API: one self-contained page that loads nothing from anywhere else.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, createGunzip, gzip } from 'node:zlib';
import { acceptedEncoding, type IdeEncoding } from './ide-request.ts';

/** How the page is made. */
export interface IdePageOptions {
  /** Path of the API, for requests and for the WebSocket; `/graphql` by default. */
  readonly path?: string;
}

/** Serves the page. */
export interface IdePage {
  /** Answers a request for which `wantsIde` holds. The first one renders and compresses the page, which takes about a second. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Levels that shrink 9 MB to about a quarter within a second; the best ones take half a minute for a tenth less. */
const BROTLI_LEVEL = 5;
const GZIP_LEVEL = 6;

const FIRST_QUERY = `# Queries and mutations go over HTTP, subscriptions over a WebSocket. This one shows everything that happens, live:
subscription Live {
  events {
    cursor
    caughtUp
    event {
      kind
      at
    }
  }
}
`;

interface RenderedPage {
  readonly etag: string;
  readonly policy: string;
  readonly body: Readonly<Record<Exclude<IdeEncoding, 'identity'>, Buffer>>;
}

/** The page; nothing is read or kept until it is asked for. */
export function idePage({ path = '/graphql' }: IdePageOptions = {}): IdePage {
  let rendering: Promise<RenderedPage> | null = null;
  return {
    async handle(request, response) {
      rendering ??= renderPage(path).catch((error: unknown) => {
        rendering = null;
        throw error;
      });
      send(await rendering, request, response);
    },
  };
}

async function renderPage(path: string): Promise<RenderedPage> {
  // Loaded on demand: the module is a text of 9 MB that most servers never show.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = withSocketHeaders(renderGraphiQL({ title: 'Switchyard', endpoint: path, subscriptionsProtocol: 'WS', defaultQuery: FIRST_QUERY }));
  const source = Buffer.from(html);
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(source, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_LEVEL, [constants.BROTLI_PARAM_SIZE_HINT]: source.length } }),
    promisify(gzip)(source, { level: GZIP_LEVEL }),
  ]);
  return { etag: `"${createHash('sha256').update(source).digest('base64url').slice(0, 32)}"`, policy: contentPolicy(html), body: { br, gzip: zipped } };
}

const OPERATION_HEADERS = /extensions:\{headers:(\w+\?\.headers)\}/g;

/**
 * What stands in the tab "Headers" goes with requests, but browsers let no page set headers of a WebSocket: it becomes the payload of
 * `connection_init`, where a key may stand. Not enumerable, or the page would also send it as a part of each operation.
 */
function withSocketHeaders(html: string): string {
  const places = [...html.matchAll(OPERATION_HEADERS)].length;
  if (places !== 1) throw new Error(`the page of this version of GraphiQL hands the headers of an operation over in ${places} places, not in one: mend withSocketHeaders`);
  return html.replace(OPERATION_HEADERS, 'extensions:Object.defineProperty({headers:$1},"connectionParams",{value:$1})');
}

/**
 * Allows this page's own scripts by their hashes, workers and styles made by them, and connections to this server: no other host, no
 * other inline script. 'self' covers the WebSocket of the same host and port.
 */
function contentPolicy(html: string): string {
  // The HTML parser turns every line end into \n before the browser hashes a script.
  const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text!.replace(/\r\n?/g, '\n'));
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')} blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function send({ etag, policy, body }: RenderedPage, request: IncomingMessage, response: ServerResponse): void {
  const headers = {
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-cache',
    Vary: 'Accept, Accept-Encoding',
    ETag: etag,
  };
  if (request.headers['if-none-match']?.includes(etag)) return void response.writeHead(304, headers).end();
  const encoding = acceptedEncoding(request);
  const page = { ...headers, 'Content-Type': 'text/html; charset=utf-8' };
  if (encoding === 'identity') return sendPlain(body.gzip, { request, response, headers: page });
  response.writeHead(200, { ...page, 'Content-Encoding': encoding, 'Content-Length': body[encoding].length });
  response.end(request.method === 'HEAD' ? undefined : body[encoding]);
}

// The plain text is not kept: who cannot decompress is rare.
function sendPlain(zipped: Buffer, { request, response, headers }: { request: IncomingMessage; response: ServerResponse; headers: Readonly<Record<string, string>> }): void {
  response.writeHead(200, headers);
  if (request.method === 'HEAD') return void response.end();
  const unzip = createGunzip();
  unzip.on('error', (error) => response.destroy(error));
  unzip.pipe(response);
  unzip.end(zipped);
}
