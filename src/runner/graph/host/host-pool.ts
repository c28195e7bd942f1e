// The processes for graphs of one runner: at most one for each slot, kept between runs, ready before they are needed.
import type { DeckTools } from '../../deck/deck-tools.ts';
import { after } from '../../retry-delay.ts';
import { startHost, type GraphHost } from './graph-host.ts';

/** Milliseconds for which a process that nobody needs stays; the one that was used last stays for good. */
export const HOST_IDLE_MS = 60_000;
/** Bytes that a process may have grown by over its runs before another takes its place. */
export const MAX_GROWN_BYTES = 256 * 2 ** 20;
/** Part of the memory of a run that earlier runs may have taken of its process. */
export const GROWN_SHARE = 0.25;

/** What the pool starts processes with. */
export interface PoolOptions {
  readonly tools: DeckTools;
  /** URL of the module of the algorithms. */
  readonly module: string;
  /** Most processes: the slots of the runner. */
  readonly size: number;
}

/** The processes. Whoever takes one gives it back. */
export class HostPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  /** At rest, the one that was used last at the end. */
  readonly #idle: GraphHost[] = [];
  /** Those that will be at rest, or gone, in a moment: after their runs, or started ahead. */
  readonly #coming = new Set<Promise<void>>();
  readonly #all = new Set<GraphHost>();
  #cancelLook: (() => void) | null = null;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Pids of the processes, for tests. */
  get pids(): readonly number[] {
    return [...this.#all].map((host) => host.pid);
  }

  /** Has one process ready; a start that fails is told by the next run. */
  warm(): void {
    if (this.#isClosed || this.#idle.length + this.#coming.size > 0 || this.#all.size >= this.#options.size) return;
    const start = this.#start().then((host) => this.#rest(host), (error: unknown) => this.#options.tools.log.warn({ err: error }, 'a process for graphs could not be started ahead of its need'));
    const coming = start.finally(() => this.#coming.delete(coming));
    this.#coming.add(coming);
  }

  /** A process that can carry out a run of so many bytes. Rejects with `HostError`. */
  async take(maxBytes: number): Promise<GraphHost> {
    const grown = Math.min(MAX_GROWN_BYTES, maxBytes * GROWN_SHARE);
    for (;;) {
      const host = this.#idle.pop();
      if (host && !host.isEnded && host.grownBytes <= grown) return host;
      if (host) await host.kill();
      // One that is about to be at rest is sooner there than one that has still to load.
      else if (this.#coming.size > 0) await Promise.race(this.#coming);
      else return this.#start();
    }
  }

  /** Takes one back after its run. */
  give(host: GraphHost): void {
    const coming = this.#rest(host).finally(() => this.#coming.delete(coming));
    this.#coming.add(coming);
  }

  /** Ends them all, at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#cancelLook?.();
    await Promise.all([...this.#all].map((host) => host.kill()));
    await Promise.all(this.#coming);
  }

  async #start(): Promise<GraphHost> {
    const host = await startHost(this.#options.module, this.#options.tools);
    this.#all.add(host);
    void host.ended.then(() => this.#forget(host));
    if (this.#isClosed) await host.kill();
    return host;
  }

  async #rest(host: GraphHost): Promise<void> {
    await host.settled;
    if (host.isEnded) return;
    if (this.#isClosed || host.grownBytes > MAX_GROWN_BYTES) return host.kill();
    host.idleSince = performance.now();
    this.#idle.push(host);
    this.#cancelLook ??= after(HOST_IDLE_MS, () => this.#endIdle());
  }

  #forget(host: GraphHost): void {
    this.#all.delete(host);
    const at = this.#idle.indexOf(host);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  #endIdle(): void {
    this.#cancelLook = null;
    const now = performance.now();
    for (const host of this.#idle.slice(0, -1)) if (now - host.idleSince >= HOST_IDLE_MS) void host.kill();
    if (this.#idle.length > 1) this.#cancelLook = after(HOST_IDLE_MS, () => this.#endIdle());
  }
}
