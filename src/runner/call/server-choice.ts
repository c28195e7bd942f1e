// Which of several servers is called: one until it fails, then the next. They share one database, so any of them will do.
import type { DispatchCallError } from './dispatch-call-error.ts';
import { httpSender, type Sender } from './http-exchange.ts';
import type { RunnerLog } from '../runner-options.ts';

/** One server to call. */
export interface CalledServer {
  /** Without a slash at the end. */
  readonly root: string;
  readonly send: Sender;
  /** Fires when a call to it was not answered in time: those it still holds may be on a connection that leads nowhere. */
  readonly left: AbortSignal;
}

interface Place extends Omit<CalledServer, 'left'> {
  leaving: AbortController;
}

/** The servers of one runner, at least one. There is no way back to a preferred one: the next change comes with the next failure. */
export class ServerChoice {
  readonly #places: readonly Place[];
  readonly #log: RunnerLog;
  #at = 0;

  constructor(servers: readonly string[], log: RunnerLog) {
    const roots = [...new Set(servers.map((server) => server.replace(/\/+$/, '')))];
    if (roots.length === 0) throw new RangeError('a runner needs the address of a server');
    this.#places = roots.map((root) => ({ root, send: httpSender(root), leaving: new AbortController() }));
    this.#log = log;
  }

  /** The server to call now. */
  get current(): CalledServer {
    const { root, send, leaving } = this.#places[this.#at]!;
    return { root, send, left: leaving.signal };
  }

  /**
   * A call failed. Silence and a server that cannot serve just now make the next one the current, unless another call has seen to
   * that already; every other refusal would be the same elsewhere. `isLate`: it was not answered in time, so nothing is awaited of
   * that server any more, whichever is the current by now. After a quick failure what it holds may still be answered, a claim with
   * work in it among them.
   */
  failed(server: CalledServer, error: DispatchCallError, { isLate }: { readonly isLate: boolean }): void {
    if (this.#places.length === 1 || (error.code !== 'SILENT' && error.code !== 'UNAVAILABLE')) return;
    const place = this.#places.find(({ root }) => root === server.root)!;
    if (place === this.#places[this.#at]) this.#moveOn(error);
    if (!isLate) return;
    place.leaving.abort();
    place.leaving = new AbortController();
  }

  #moveOn(error: DispatchCallError): void {
    const from = this.#places[this.#at]!;
    this.#at = (this.#at + 1) % this.#places.length;
    this.#log.info({ from: from.root, to: this.#places[this.#at]!.root, code: error.code, reason: error.message }, 'calling the next server');
  }
}
