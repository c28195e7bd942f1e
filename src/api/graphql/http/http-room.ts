// GraphQL over HTTP on bare node:http: body, caller, Apollo, answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Caller, CallOrigin } from '../../../domain/call.ts';
import { uuidv7 } from '../../../domain/uuid.ts';
import type { ApiContext, ApiLog } from '../context.ts';
import { type Execute, referenceExecute } from '../execution/execute.ts';
import { type IsUnavailable, apolloServer } from './apollo.ts';
import { readBody } from './request-body.ts';

/** What the room stands on. */
export interface HttpRoomOptions {
  readonly schema: GraphQLSchema;
  /** A fresh context for one operation. */
  readonly contextFor: (call: { readonly actor: Actor; readonly requestId: string; readonly origin: CallOrigin }) => ApiContext;
  /** Who asks; null is answered with 401. */
  readonly authorise: (req: IncomingMessage) => Promise<Caller | null>;
  /** Whether an error means that the database cannot be reached just now; such operations are answered UNAVAILABLE with 503. */
  readonly isUnavailable: IsUnavailable;
  /** graphql's own by default. */
  readonly execute?: Execute;
  readonly log: ApiLog;
}

/** GraphQL over HTTP. The caller has looked at the path, and guarded Host and Origin. */
export interface HttpRoom {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  stop(): Promise<void>;
}

type Apollo = ReturnType<typeof apolloServer>;

/** Opens the room. */
export async function httpRoom(options: HttpRoomOptions): Promise<HttpRoom> {
  const apollo = apolloServer(options.schema, options.execute ?? referenceExecute, options.isUnavailable);
  await apollo.start();
  return {
    handle: (req, res) => handle(apollo, options, { req, res, requestId: uuidv7() }),
    stop: () => apollo.stop(),
  };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
}

async function handle(apollo: Apollo, options: HttpRoomOptions, exchange: Exchange): Promise<void> {
  try {
    await answer(apollo, options, exchange);
  } catch (error) {
    if (exchange.req.destroyed && !exchange.req.complete) return; // the client left before its request was whole
    if (options.isUnavailable(error)) return refuse(exchange, 503, { code: 'UNAVAILABLE', message: 'the database cannot be reached just now: try again in a few seconds' });
    options.log.error({ err: error, requestId: exchange.requestId }, 'a GraphQL request met a fault of the server');
    refuse(exchange, 500, { code: 'INTERNAL', message: `the server failed (request ${exchange.requestId}): tell its operator, the log says more` });
  }
}

async function answer(apollo: Apollo, options: HttpRoomOptions, exchange: Exchange): Promise<void> {
  const { req, requestId } = exchange;
  if (req.method !== 'GET' && req.method !== 'POST') return refuse(exchange, 405, { code: 'BAD_REQUEST', message: 'only GET and POST are taken here', headers: { allow: 'GET, POST' } });
  const caller = await options.authorise(req);
  if (caller === null) return refuse(exchange, 401, { code: 'UNAUTHENTICATED', message: 'send a key: Authorization: Bearer <key>.<secret>', headers: { 'www-authenticate': 'Bearer' } });
  const reading = req.method === 'POST' ? await readBody(req) : { ok: true as const, body: undefined };
  if (!reading.ok) return refuse(exchange, reading.status, reading);
  const { actor, keyId, lockKey = null } = caller;
  const origin: CallOrigin = { transport: 'HTTP', callId: requestId, keyId, lockKey, address: req.socket.remoteAddress ?? null };
  const context = async () => options.contextFor({ actor, requestId, origin });
  send(exchange, await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: requestOf(req, reading.body), context }));
}

function requestOf(req: IncomingMessage, body: unknown): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const at = req.url?.indexOf('?') ?? -1;
  return { method: req.method!, headers, search: at < 0 ? '' : req.url!.slice(at), body };
}

function send(exchange: Exchange, { status, headers, body }: HTTPGraphQLResponse): void {
  if (body.kind !== 'complete') throw new Error('an answer in parts was not asked for: incremental delivery is off');
  write(exchange, status ?? 200, { text: body.string, headers: Object.fromEntries(headers) });
}

function refuse(exchange: Exchange, status: number, { code, message, headers = {} }: { code: string; message: string; headers?: Record<string, string> }): void {
  const text = `${JSON.stringify({ errors: [{ message, extensions: { code } }] })}\n`;
  write(exchange, status, { text, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
}

function write({ req, res, requestId }: Exchange, status: number, { text, headers }: { text: string; headers: Record<string, string> }): void {
  if (res.headersSent || res.destroyed) return;
  // What is left of a body that was not read would be taken for the next request: close behind the answer.
  const rest = req.complete ? {} : { connection: 'close' };
  res.writeHead(status, { ...headers, ...rest, 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': requestId });
  res.end(text); // as text it leaves in one write with its head, which is a tenth of the time of a page
}
