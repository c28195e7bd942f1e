// What the clients asked a server in this process, and what it answered: looked at from beside, so that nothing stands between the two.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One call as it came and as it was answered. */
export interface RecordedCall {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** Name of the client as it gives it, `clearml-2.1.7` or `api-3.0.3` or its user agent, and its port: calls that share one came over one connection. */
  readonly client: string;
  readonly status: number;
  /** Of the answer's envelope; null without one. */
  readonly subcode: number | null;
  /** Beginnings of both bodies. */
  readonly sent: string;
  readonly answered: string;
}

const CHANNEL = 'http.server.request.start';
/** Kept of a body, bytes. */
const KEPT_BYTES = 2_048;
/** Shown of a body where all went well, characters. */
const SHOWN = 250;
/** Kept calls; older ones go. */
const KEPT_CALLS = 20_000;

/** Records every request to a port of this process until it is closed. */
export class CallRecorder implements Disposable {
  readonly calls: RecordedCall[] = [];
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
    subscribe(CHANNEL, this.#begun);
  }

  /** The last calls, a line each; those that were refused show both bodies. */
  report(count = 300): string {
    const from = this.calls[0]?.at ?? 0;
    return this.calls.slice(-count).map((call) => {
      const codes = call.subcode === null ? String(call.status) : `${call.status}/${call.subcode}`;
      const line = `${((call.at - from) / 1_000).toFixed(2).padStart(8)} ${codes.padEnd(8)} ${call.method} ${call.url} (${call.client})`;
      return call.status < 400 ? `${line} ${call.sent.slice(0, SHOWN)} => ${dataOf(call.answered).slice(0, SHOWN)}` : `${line}\n           asked    ${call.sent}\n           answered ${call.answered}`;
    }).join('\n');
  }

  /** How often a call was made, whatever its version. */
  count(name: string): number {
    return this.calls.filter((call) => call.url.split('?')[0]!.endsWith(`/${name}`)).length;
  }

  /** Calls that the server failed at. */
  faults(): readonly RecordedCall[] {
    return this.calls.filter((call) => call.status >= 500);
  }

  [Symbol.dispose](): void {
    unsubscribe(CHANNEL, this.#begun);
  }

  readonly #begun = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== this.#port) return;
    const [at, port] = [performance.now(), request.socket.remotePort];
    const [sent, answered] = [new Beginning(), new Beginning()];
    observe(request, 'push', sent);
    observe(response, 'write', answered);
    observe(response, 'end', answered);
    response.once('close', () => {
      const { 'x-clearml-client': sdk, 'x-clearml-agent': agent, 'user-agent': other } = request.headers;
      const body = answered.text;
      const subcode = /"result_subcode":\s*(\d+)/.exec(body)?.[1];
      this.calls.push({
        at, method: request.method ?? '', url: request.url ?? '', client: `${String(sdk ?? agent ?? other ?? '')} :${port}`, status: response.statusCode,
        subcode: subcode === undefined ? null : Number(subcode), sent: sent.text, answered: body,
      });
      if (this.calls.length > KEPT_CALLS) this.calls.shift();
    });
  };
}

function dataOf(answered: string): string {
  const at = answered.lastIndexOf('"data":');
  return answered.slice(Math.max(at, 0));
}

/** The first bytes of what passes. */
class Beginning {
  #bytes = Buffer.alloc(0);

  take(chunk: unknown): void {
    if (this.#bytes.length >= KEPT_BYTES) return;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.#bytes = Buffer.concat([this.#bytes, Buffer.from(chunk as Uint8Array).subarray(0, KEPT_BYTES - this.#bytes.length)]);
  }

  get text(): string {
    return this.#bytes.toString('utf8');
  }
}

/** Lets the first argument of every call of a method be seen. */
function observe(target: object, method: string, seen: Beginning): void {
  const own = target as Record<string, (...args: unknown[]) => unknown>;
  const call = own[method]!.bind(target);
  own[method] = (...args) => {
    seen.take(args[0]);
    return call(...args);
  };
}
