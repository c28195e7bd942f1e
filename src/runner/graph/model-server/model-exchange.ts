// One exchange with a model server: a kept connection, a time limit, an answer of bounded size, no redirects, and errors that a caller understands.
import http from 'node:http';
import https from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { NodeFailure } from '../algorithm-code.ts';

/** Most bytes of an answer. */
export const MAX_MODEL_ANSWER = 256 * 1024 * 1024;
/** Milliseconds that an idle connection is kept. */
export const IDLE_MODEL_CONNECTION_MS = 4_000;
/** Characters of an error text of a server that are passed on. */
export const MAX_MODEL_ERROR = 500;

/** What is asked: a GET without a body, a POST with one. */
export interface ModelRequest {
  /** Below the server's address, beginning with a slash. */
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: readonly Uint8Array[];
}

/** For how long, and until when. */
export interface ModelPatience {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** What was answered, with a status below 300. */
export interface ModelAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server answered that something is wrong: with the request, or with the server. */
export class ModelRefusal extends NodeFailure {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Asks one server; every rejection is a `NodeFailure` that names the server, never its address. */
export type ModelAsker = (request: ModelRequest, patience: ModelPatience) => Promise<ModelAnswer>;

/** What asks the server at that address. */
export function modelAsker(name: string, url: string): ModelAsker & Disposable {
  const { Agent } = url.startsWith('https:') ? https : http;
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MODEL_CONNECTION_MS });
  const ask: ModelAsker = async (request, { timeoutSeconds, signal }) => {
    const late = AbortSignal.timeout(timeoutSeconds * 1_000);
    try {
      return await answered(name, await exchange(`${url}${request.path}`, { request, agent, signal: AbortSignal.any([signal, late]) }));
    } catch (error) {
      if (error instanceof NodeFailure) throw error;
      if (signal.aborted) throw new NodeFailure('the call was abandoned, because the run ends', { cause: error });
      if (late.aborted) throw new NodeFailure(`the model server ${name} did not answer within ${timeoutSeconds} s; give it more time by the parameter timeout, or look whether it is overloaded`, { cause: error });
      const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new NodeFailure(`the model server ${name} cannot be reached (${code}); look whether it is running, and whether its address in the settings of the runner is right`, { cause: error });
    }
  };
  return Object.assign(ask, { [Symbol.dispose]: () => agent.destroy() });
}

interface Sending {
  readonly request: ModelRequest;
  readonly agent: http.Agent;
  readonly signal: AbortSignal;
}

async function exchange(url: string, sending: Sending): Promise<IncomingMessage> {
  const call = send(url, sending);
  try {
    return await call.response;
  } catch (error) {
    // The server closed an idle connection just as it was used again; nothing was carried out.
    if (call.isReused() && (error as NodeJS.ErrnoException).code === 'ECONNRESET') return send(url, sending).response;
    throw error;
  }
}

function send(url: string, { request: { headers = {}, body }, agent, signal }: Sending): { readonly response: Promise<IncomingMessage>; readonly isReused: () => boolean } {
  const { request } = url.startsWith('https:') ? https : http;
  const length = body?.reduce((sum, piece) => sum + piece.length, 0);
  const call = request(url, { method: body ? 'POST' : 'GET', agent, signal, headers: { accept: 'application/json', ...headers, ...(length === undefined ? {} : { 'content-length': String(length) }) } });
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    call.once('response', resolve);
    // Also afterwards, while the answer is read: that rejects by itself.
    call.on('error', reject);
  });
  for (const piece of body ?? []) call.write(piece);
  call.end();
  return { response, isReused: () => call.reusedSocket };
}

async function answered(name: string, response: IncomingMessage): Promise<ModelAnswer> {
  const status = response.statusCode ?? 0;
  const body = await bodyOf(name, response);
  if (status >= 200 && status < 300) return { headers: response.headers, body };
  if (status >= 300 && status < 400) throw new ModelRefusal(`the model server ${name} answered with a redirect (${status}), which is not followed; put the address it leads to into the settings of the runner`, status);
  throw new ModelRefusal(`the model server ${name} answered ${status}: ${errorOf(body)}`, status);
}

async function bodyOf(name: string, response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_MODEL_ANSWER) throw new NodeFailure(`the model server ${name} answered with more than ${MAX_MODEL_ANSWER} bytes; ask for one output by the parameter output`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

// Servers answer {"error": "…"}; proxies before them may answer anything.
function errorOf(body: Buffer): string {
  const text = body.subarray(0, MAX_MODEL_ERROR * 8).toString('utf8');
  const error = /^\s*\{/.test(text) ? errorMember(text) : text;
  return error.slice(0, MAX_MODEL_ERROR).replaceAll('\0', '\ufffd').toWellFormed() || 'no reason was given';
}

function errorMember(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch (error) {
    // Cut, or no JSON after all: the text itself is what there is.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
