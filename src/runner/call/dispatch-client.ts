// The calls of a runner to its servers: JSON, and bytes of files, over kept-alive HTTP, one attempt each; the loops decide about the next, which may go elsewhere.
import { DispatchCallError } from './dispatch-call-error.ts';
import { readAnswer, readBody, readBytes, refusalOf } from './dispatch-answer.ts';
import { type CalledServer, ServerChoice } from './server-choice.ts';
import type { RunnerLog } from '../runner-options.ts';
import type { AttemptRef, BeatAnswer, BeatRequest, ClaimAnswer, ClaimRequest, FileAnswer, HistoryAnswer, HistoryRequest, ReportAnswer, SessionAnswer, SessionRequest } from '../../domain/dispatch/protocol.ts';

/** How long a call may take, in milliseconds, and what cuts it short. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The server as a runner sees it; every call rejects with a `DispatchCallError`. */
export interface DispatchClient {
  session(request: SessionRequest, limits: CallLimits): Promise<SessionAnswer>;
  claim(request: ClaimRequest, limits: CallLimits): Promise<ClaimAnswer>;
  beat(request: BeatRequest, limits: CallLimits): Promise<BeatAnswer>;
  history(request: HistoryRequest, limits: CallLimits): Promise<HistoryAnswer>;
  /** Takes the body as text: items are serialised once, when they are queued, however often they are sent. */
  report(body: string, limits: CallLimits): Promise<ReportAnswer>;
  /** The bytes of a file that the attempt's spec names; more than `size` are refused. */
  readFile(file: AttemptCall & { readonly id: string; readonly size: number }, limits: CallLimits): Promise<Buffer>;
  /** Keeps bytes as a result of the attempt. */
  storeFile(file: AttemptCall & { readonly contentType: string; readonly bytes: Uint8Array }, limits: CallLimits): Promise<FileAnswer>;
}

/** An attempt that calls for itself. */
export interface AttemptCall extends AttemptRef {
  readonly session: string;
}

/** Whom a client calls, and as whom. */
export interface ClientOptions {
  /** Addresses of servers of one database; the first that answers is called until it fails. */
  readonly servers: readonly string[];
  readonly key: string;
  readonly log: RunnerLog;
}

/** A client for those servers. */
export function dispatchClient({ servers, key, log }: ClientOptions): DispatchClient {
  const choice = new ServerChoice(servers, log);
  const post = (name: string, body: string, limits: CallLimits): Promise<unknown> => send({ choice, name, key, body, contentType: JSON_TYPE, read: readJson }, limits);
  return {
    session: async (request, limits) => readAnswer.session(await post('session', JSON.stringify(request), limits)),
    claim: async (request, limits) => readAnswer.claim(await post('claim', JSON.stringify(request), limits)),
    beat: async (request, limits) => readAnswer.beat(await post('beat', JSON.stringify(request), limits)),
    history: async (request, limits) => readAnswer.history(await post('history', JSON.stringify(request), limits)),
    report: async (body, limits) => readAnswer.report(await post('report', body, limits)),
    readFile: ({ size, ...of }, limits) => send({ choice, name: fileCall(of), key, body: null, contentType: JSON_TYPE, read: (body) => readBytes(body, size) }, limits),
    storeFile: async ({ contentType, bytes, ...of }, limits) => readAnswer.file(await send({ choice, name: fileCall(of), key, body: bytes, contentType, read: readJson }, limits)),
  };
}

const JSON_TYPE = 'application/json';

interface Call<T> {
  readonly choice: ServerChoice;
  /** What follows /dispatch/. */
  readonly name: string;
  readonly key: string;
  readonly body: string | Uint8Array | null;
  readonly contentType: string;
  /** Reads the body of an answer that is no refusal. */
  readonly read: (body: AsyncIterable<Uint8Array>) => Promise<T>;
}

function fileCall({ session, attemptId, epoch, id }: AttemptCall & { readonly id?: string }): string {
  return `file?${new URLSearchParams({ session, attemptId, epoch: String(epoch), ...(id === undefined ? {} : { id }) }).toString()}`;
}

async function send<T>(call: Call<T>, limits: CallLimits): Promise<T> {
  const server = call.choice.current;
  const cut = new AbortController();
  let isLate = false;
  const onAbort = (): void => cut.abort(new Error('the runner gave the call up'));
  const onLeft = (): void => cut.abort(new Error('the server did not answer another call in time'));
  const timer = setTimeout(() => {
    isLate = true;
    cut.abort(new Error(`no answer within ${limits.timeoutMs} ms`));
  }, limits.timeoutMs);
  limits.signal.addEventListener('abort', onAbort);
  server.left.addEventListener('abort', onLeft);
  if (limits.signal.aborted) onAbort();
  try {
    return await exchange(call, server, cut.signal);
  } catch (error) {
    const failure = error instanceof DispatchCallError ? error : new DispatchCallError('SILENT', reasonOf(error), { cause: error });
    if (!limits.signal.aborted) call.choice.failed(server, failure, { isLate });
    throw failure;
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', onAbort);
    server.left.removeEventListener('abort', onLeft);
  }
}

async function exchange<T>(call: Call<T>, server: CalledServer, signal: AbortSignal): Promise<T> {
  const headers = { authorization: `Bearer ${call.key}`, ...(call.body === null ? {} : { 'content-type': call.contentType }), accept: call.body === null ? '*/*' : JSON_TYPE };
  const { status, body } = await server.send({ url: `${server.root}/dispatch/${call.name}`, headers, body: call.body }, signal);
  if (status < 200 || status > 299) throw refusalOf(status, await readBody(body));
  return call.read(body);
}

async function readJson(body: AsyncIterable<Uint8Array>): Promise<unknown> {
  const text = await readBody(body);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DispatchCallError('SILENT', 'the answer is not JSON; is the address that of the server?', { cause: error });
  }
}

// A call that was cut says only that; why is in the cause. Several addresses that all refuse have no message, only a code.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message || (error as NodeJS.ErrnoException).code || error.name;
  return error.cause instanceof Error ? `${message}: ${error.cause.message || error.cause.name}` : message;
}
