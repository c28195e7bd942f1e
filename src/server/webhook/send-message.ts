// One attempt to deliver a message: one request to an address that was judged, without redirects, of which a little of the answer is read.
import { type ClientRequest, type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { isTaken, retryAfterOf } from '../../domain/webhook/delivery-schedule.ts';
import { readAddress } from '../../engine/webhook/webhook-setting.ts';
import type { AttemptOutcome } from '../../engine/webhook/settle-delivery.ts';
import type { TakenDelivery } from '../../store/webhook/delivery-sending.store.ts';
import { checkedAddress, type Resolve } from './checked-address.ts';
import { signedHeaders } from './webhook-signature.ts';

/** Longest attempt, lookup and answer together, ms. */
export const ATTEMPT_MS = 15_000;
/** Most bytes of an answer that are read; of a refusal they are kept as its reason. */
export const MAX_ANSWER_BYTES = 1_024;
/** Characters of a refusal that are kept. */
const KEPT_ANSWER = 200;
/** Most bytes of the headers of an answer. */
const MAX_ANSWER_HEADERS = 16_384;

/** How messages are sent. */
export interface SendOptions {
  readonly resolve: Resolve;
  readonly allowPrivate: boolean;
  readonly userAgent: string;
  /** Ends the attempt when the server ends. */
  readonly signal: AbortSignal;
  /** @default `ATTEMPT_MS` */
  readonly attemptMs?: number;
}

/** Sends a message; whatever goes wrong on the way is an outcome. */
export async function sendMessage(delivery: TakenDelivery, options: SendOptions): Promise<AttemptOutcome> {
  const limit = AbortSignal.timeout(options.attemptMs ?? ATTEMPT_MS);
  const signal = AbortSignal.any([options.signal, limit]);
  try {
    const address = readAddress(delivery.url);
    if (address === null) return failed('its address cannot be read any more');
    const checked = await withSignal(checkedAddress(address.hostname, options), signal);
    if ('refusal' in checked) return failed(checked.refusal);
    return await posted(delivery, { address: checked.address, signal, userAgent: options.userAgent });
  } catch (error) {
    return failed(limit.aborted ? `it took more than ${(options.attemptMs ?? ATTEMPT_MS) / 1_000} seconds` : `it could not be reached: ${reasonOf(error)}`);
  }
}

function failed(error: string): AttemptOutcome {
  return { statusCode: null, error, retryAfter: null };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
}

/** A lookup cannot be ended: it is no longer waited for. */
function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) return end();
    signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

function posted(delivery: TakenDelivery, to: { readonly address: string; readonly signal: AbortSignal; readonly userAgent: string }): Promise<AttemptOutcome> {
  const { id, secret, body } = delivery;
  const url = new URL(delivery.url);
  const headers = {
    ...signedHeaders(secret, { id, timestamp: Math.floor(Date.now() / 1_000), body }),
    host: url.host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': to.userAgent, accept: '*/*', connection: 'close',
  };
  const isSecure = url.protocol === 'https:';
  const options: RequestOptions & { servername?: string } = {
    // Connected to the address that was judged; the name stands in Host, and in TLS, where the certificate is held against it.
    host: to.address, port: url.port || (isSecure ? 443 : 80), path: `${url.pathname}${url.search}`, method: 'POST', headers, agent: false, signal: to.signal, maxHeaderSize: MAX_ANSWER_HEADERS,
    ...(isSecure && isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: url.hostname } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = (isSecure ? secureRequest : plainRequest)(options);
    sent.on('error', reject);
    sent.on('response', (answer) => void readAnswer(answer).then(resolve, reject).finally(() => sent.destroy()));
    sent.end(body);
  });
}

async function readAnswer(answer: IncomingMessage): Promise<AttemptOutcome> {
  const statusCode = answer.statusCode ?? 0;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, MAX_ANSWER_BYTES - size));
    size += part.length;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  if (isTaken(statusCode)) return { statusCode, error: null, retryAfter: null };
  const text = Buffer.concat(parts).toString('utf8').replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim().slice(0, KEPT_ANSWER);
  return { statusCode, error: `it answered ${statusCode}${text === '' ? '' : `: ${text}`}`, retryAfter: retryAfterOf(answer.headers['retry-after']) };
}
