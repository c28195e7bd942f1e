// GraphQL over HTTP on bare node:http: body, caller, Apollo, answer.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import type { Caller, CallOrigin } from '../../../domain/call.ts';
import { type CallNotes, callNotes } from '../../../domain/call-notes.ts';
import type { Traced } from '../../../domain/traced.ts';
import { uuidv7 } from '../../../domain/uuid.ts';
import type { ApiContext, ApiLog } from '../context.ts';
import { type Execute, referenceExecute } from '../execution/execute.ts';
import { type DocumentRequest, throughDoor } from '../limit/http-document.ts';
import type { OperationClock } from '../limit/operation-clock.ts';
import { limitsOf, type OperationLimits } from '../limit/operation-limits.ts';
import { RETRY_AFTER_SECONDS } from '../live/live-limits.ts';
import { type IsUnavailable, apolloServer } from './apollo.ts';
import { type HttpStatusPolicy, UNPROCESSABLE } from './http-status.ts';
import { plainOperation, type QuickAnswer, quickAnswer, type QuickParts } from './quick-answer.ts';
import { ClientLeft, isProven } from './request-body.ts';
import { readRequest, type RequestReading } from './request-reading.ts';
import type { UploadSettings } from '../upload/upload-intake.ts';

/** What the room stands on. */
export interface HttpRoomOptions {
  readonly schema: GraphQLSchema;
  /** A fresh context for one operation. */
  readonly contextFor: (call: { readonly actor: Actor; readonly requestId: string; readonly origin: CallOrigin; readonly notes: CallNotes; readonly signal: AbortSignal }) => ApiContext;
  /** Who asks; null is answered with 401. */
  readonly authorise: (req: IncomingMessage) => Promise<Caller | null>;
  /** Whether an error means that the database cannot be reached just now; such operations are answered UNAVAILABLE with 503. */
  readonly isUnavailable: IsUnavailable;
  /** @default compatible */
  readonly status?: HttpStatusPolicy;
  /** Multipart requests are taken with these; refused when absent. */
  readonly uploads?: UploadSettings;
  readonly traced?: Traced | undefined;
  /** The same as for sockets; those of a server by default. */
  readonly limits?: OperationLimits;
  /** graphql's own by default. */
  readonly execute?: Execute;
  readonly log: ApiLog;
}

/** GraphQL over HTTP. The caller has looked at the path, and guarded Host and Origin. */
export interface HttpRoom {
  /** Notes what the request was; the id in them is that of the call. */
  handle(req: IncomingMessage, res: ServerResponse, notes?: CallNotes): Promise<void>;
  stop(): Promise<void>;
}

type Apollo = ReturnType<typeof apolloServer>;

/** Opens the room. */
export async function httpRoom(options: HttpRoomOptions): Promise<HttpRoom> {
  const { schema, isUnavailable, limits = limitsOf({ schema }), execute = referenceExecute, status } = options;
  const apollo = apolloServer(schema, { limits, execute, isUnavailable, ...(status ? { status } : {}) });
  await apollo.start();
  const parts: Parts = { ...options, limits, execute };
  return {
    handle: (req, res, notes = callNotes(uuidv7())) => handle(apollo, parts, { req, res, notes, requestId: notes.callId }),
    stop: () => apollo.stop(),
  };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly notes: CallNotes;
  readonly requestId: string;
}

type Parts = HttpRoomOptions & QuickParts;

async function handle(apollo: Apollo, options: Parts, exchange: Exchange): Promise<void> {
  try {
    await answer(apollo, options, exchange);
  } catch (error) {
    if (error instanceof ClientLeft || (exchange.req.destroyed && !exchange.req.complete)) return; // the client left before its request was whole
    if (options.isUnavailable(error)) return refuse(exchange, 503, { code: 'UNAVAILABLE', message: 'the database cannot be reached just now: try again in a few seconds' });
    options.log.error({ err: error, requestId: exchange.requestId }, 'a GraphQL request met a fault of the server');
    refuse(exchange, 500, { code: 'INTERNAL', message: `the server failed (request ${exchange.requestId}): tell its operator, the log says more` });
  }
}

async function answer(apollo: Apollo, options: Parts, exchange: Exchange): Promise<void> {
  const { req } = exchange;
  if (req.method !== 'GET' && req.method !== 'POST') return refuse(exchange, 405, { code: 'BAD_REQUEST', message: 'only GET and POST are taken here', headers: { allow: 'GET, POST' } });
  const asked = await options.authorise(req);
  if (asked === null) return refuseNobody(exchange);
  exchange.notes.keyId = asked.keyId;
  const wasWhole = req.complete;
  const reading = await readRequest({ ...exchange, caller: asked }, options.uploads);
  if (!reading.ok) return refuse(exchange, reading.status, reading);
  // Asked again behind a body that was still on its way: who sends it slowly must not command with a key that was revoked, or rights that were taken, meanwhile.
  const caller = wasWhole || reading.body === undefined ? asked : await options.authorise(req);
  if (caller === null) {
    await reading.finish?.();
    return refuseNobody(exchange);
  }
  const request = throughDoor(documentRequestOf(req, reading.body), options.limits.door);
  if (request instanceof GraphQLError) {
    await reading.finish?.();
    return refuse(exchange, 400, { code: String(request.extensions['code']), message: request.message });
  }
  const operating = { exchange, caller, reading, request };
  const response = await (options.traced ? tracedOperation(options.traced, exchange.notes, () => operate(apollo, options, operating)) : operate(apollo, options, operating));
  const status = reading.fault?.() ?? response.status; // before the end, which files that nobody read take for their own
  await reading.finish?.();
  send(exchange, { ...response, status });
}

interface Operating {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly reading: Extract<RequestReading, { ok: true }>;
  readonly request: DocumentRequest;
}

// The clock runs while the operation does; a connection that closes before the answer has left says that nobody waits for it.
async function operate(apollo: Apollo, parts: Parts, { exchange, caller, reading, request }: Operating): Promise<Answer> {
  const { limits, contextFor, status } = parts;
  const { req, res, requestId, notes } = exchange;
  const { actor, keyId, lockKey = null, expiresAt = null } = caller;
  const origin: CallOrigin = { transport: 'HTTP', callId: requestId, keyId, lockKey, expiresAt, address: req.socket.remoteAddress ?? null };
  const clock = limits.startClock();
  if (res.destroyed) clock.leave();
  res.once('close', clock.leave);
  if (reading.finish !== undefined && !req.complete) holdWhileSent(clock, req);
  try {
    const context = contextFor({ actor, requestId, origin, notes, signal: clock.signal });
    // A request with files is told apart by its content type.
    const plain = plainOperation({ method: request.method, contentType: req.headers['content-type'], accept: req.headers.accept, body: request.body });
    const quick = plain && (await quickAnswer(plain, context, parts));
    if (quick) return { status: 200, ...quick };
    const response = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: { ...request, headers: headersOf(req) }, context: () => Promise.resolve(context) });
    return answerOf(response, status === 'draft2026' && response.status === 400 && isIllFormed(exchange, reading) ? UNPROCESSABLE : response.status);
  } finally {
    clock.end();
    res.off('close', clock.leave);
  }
}

// A large file over a slow line takes longer than any operation may; that its bytes keep coming is watched at the door.
function holdWhileSent(clock: OperationClock, req: IncomingMessage): void {
  clock.hold();
  req.once('end', clock.restart).once('close', clock.restart);
}

// Refused before an operation began, of which the notes would know a code; and not as forgery, which is not about its form.
function isIllFormed({ req, notes }: Exchange, { body }: Operating['reading']): boolean {
  return notes.codes.size === 0 && (body !== undefined || (req.method === 'GET' && isProven(req)));
}

async function tracedOperation<T>(traced: Traced, notes: CallNotes, work: () => Promise<T>): Promise<T> {
  return await traced({ name: 'GraphQL operation' }, async (span) => {
    const done = await work();
    const { operation, codes } = notes;
    if (operation !== null) span.note({ 'graphql.operation.type': operation.kind, ...(operation.name === null ? {} : { 'graphql.operation.name': operation.name }) });
    const [code] = codes;
    if (code !== undefined) span.fail(code);
    return done;
  });
}

function documentRequestOf(req: IncomingMessage, body: unknown): DocumentRequest {
  const at = req.url?.indexOf('?') ?? -1;
  return { method: req.method!, search: at < 0 ? '' : req.url!.slice(at), body };
}

function headersOf(req: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(req.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return headers;
}

interface Answer extends QuickAnswer {
  readonly status: number;
}

function answerOf({ headers, body }: HTTPGraphQLResponse, status = 200): Answer {
  if (body.kind !== 'complete') throw new Error('an answer in parts was not asked for: incremental delivery is off');
  return { status, headers: Object.fromEntries(headers), text: body.string };
}

function send(exchange: Exchange, { status, headers, text }: Answer): void {
  // Refused before there was an operation: by its form, or as forgery.
  if (status >= 400 && exchange.notes.codes.size === 0) exchange.notes.codes.add('BAD_REQUEST');
  write(exchange, status, { text, headers });
}

function refuse(exchange: Exchange, status: number, { code, message, headers = {} }: { code: string; message: string; headers?: Record<string, string> }): void {
  exchange.notes.codes.add(code);
  const text = `${JSON.stringify({ errors: [{ message, extensions: { code } }] })}\n`;
  write(exchange, status, { text, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
}

function refuseNobody(exchange: Exchange): void {
  refuse(exchange, 401, { code: 'UNAUTHENTICATED', message: 'send a key: Authorization: Bearer <key>.<secret>', headers: { 'www-authenticate': 'Bearer' } });
}

function write({ req, res, requestId }: Exchange, status: number, { text, headers }: QuickAnswer): void {
  if (res.headersSent || res.destroyed) return;
  const size = Buffer.byteLength(text);
  // What is left of a body that was not read would be taken for the next request: close behind the answer.
  const rest = req.complete ? {} : { connection: 'close' };
  const again = status === 429 || status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
  res.writeHead(status, { ...again, ...headers, ...rest, 'content-length': size, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': requestId });
  // As text it leaves in one write with its head, which is a tenth of the time of a page; and what is all ASCII needs no conversion.
  res.end(text, size === text.length ? 'latin1' : 'utf8');
}
