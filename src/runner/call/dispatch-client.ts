// The calls of a runner to the server: JSON over kept-alive HTTP, one attempt each; the loops decide about the next.
import { DispatchCallError } from './dispatch-call-error.ts';
import { readAnswer, readBody, refusalOf } from './dispatch-answer.ts';
import type { BeatAnswer, BeatRequest, ClaimAnswer, ClaimRequest, ReportAnswer, SessionAnswer, SessionRequest } from '../../domain/dispatch/protocol.ts';

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
  /** Takes the body as text: items are serialised once, when they are queued, however often they are sent. */
  report(body: string, limits: CallLimits): Promise<ReportAnswer>;
}

/** A client for that server and key. */
export function dispatchClient(server: string, key: string): DispatchClient {
  const root = server.replace(/\/+$/, '');
  const post = (call: string, body: string, limits: CallLimits): Promise<unknown> => send({ url: `${root}/dispatch/${call}`, key, body }, limits);
  return {
    session: async (request, limits) => readAnswer.session(await post('session', JSON.stringify(request), limits)),
    claim: async (request, limits) => readAnswer.claim(await post('claim', JSON.stringify(request), limits)),
    beat: async (request, limits) => readAnswer.beat(await post('beat', JSON.stringify(request), limits)),
    report: async (body, limits) => readAnswer.report(await post('report', body, limits)),
  };
}

interface Call {
  readonly url: string;
  readonly key: string;
  readonly body: string;
}

async function send(call: Call, limits: CallLimits): Promise<unknown> {
  const cut = new AbortController();
  const onAbort = (): void => cut.abort(new Error('the runner gave the call up'));
  const timer = setTimeout(() => cut.abort(new Error(`no answer within ${limits.timeoutMs} ms`)), limits.timeoutMs);
  limits.signal.addEventListener('abort', onAbort);
  if (limits.signal.aborted) onAbort();
  try {
    return await exchange(call, cut.signal);
  } catch (error) {
    throw error instanceof DispatchCallError ? error : new DispatchCallError('SILENT', reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', onAbort);
  }
}

async function exchange(call: Call, signal: AbortSignal): Promise<unknown> {
  const headers = { authorization: `Bearer ${call.key}`, 'content-type': 'application/json', accept: 'application/json' };
  // A redirect would carry the key to another address.
  const response = await fetch(call.url, { method: 'POST', headers, body: call.body, signal, redirect: 'error' });
  const text = await readBody(response);
  if (!response.ok) throw refusalOf(response.status, text);
  return parse(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DispatchCallError('SILENT', 'the answer is not JSON; is the address that of the server?', { cause: error });
  }
}

// fetch says only "fetch failed"; why is in the cause.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message || error.cause.name}` : error.message;
}
