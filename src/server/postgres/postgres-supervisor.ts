// Keeping the embedded server up: when it dies underneath us it is started again on the same port.
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster, PostgresOptions } from './cluster-opening.ts';
import { type EmbeddedPostgres, openAndLaunch, type RunningCluster } from './embedded-postgres.ts';
import { describeExit, type ProcessExit } from './guarded-process.ts';
import { launchPostmaster, type Postmaster, type StopMode } from './postmaster.ts';
import { serverLogTail } from './server-log.ts';
import { clearStale } from './stale-cluster.ts';

/** A server that is started again, on the same port and so under the same URL, whenever it dies. */
export interface SupervisedPostgres extends EmbeddedPostgres {
  /** How often the server was started again since the first start. */
  readonly restarts: number;
  /** Stops the server and starts it again; resolves when it takes connections. Connections break, as in any restart. */
  restart(options?: { readonly mode?: StopMode }): Promise<void>;
  /** Calls the listener at each unexpected end of the server; it is being started again by then. */
  onExit(listener: (info: ProcessExit) => void): void;
}

/** Milliseconds before the second try; the first comes at once, each later one after twice as long. */
export const RESTART_DELAY_MS = 100;

/** Longest wait between two tries; there is no last try, since a full disk may be emptied at any time. */
export const RESTART_DELAY_MAX_MS = 10_000;

/** Milliseconds a server must live for its death to count as a first one again. */
export const STABLE_AFTER_MS = 60_000;

/** Starts a server as startPostgres does and keeps it up until `stop`. */
export async function supervisePostgres(options: PostgresOptions): Promise<SupervisedPostgres> {
  return new PostgresSupervisor(await openAndLaunch(options));
}

/** Milliseconds to wait before try `n` (0 = the first after a death). */
export function restartDelay(n: number): number {
  return n === 0 ? 0 : Math.min(RESTART_DELAY_MAX_MS, RESTART_DELAY_MS * 2 ** (n - 1));
}

class PostgresSupervisor implements SupervisedPostgres {
  readonly url: string;
  readonly localUrl: string;
  readonly port: number;
  readonly #cluster: Cluster;
  readonly #listeners = new Set<(info: ProcessExit) => void>();
  readonly #closing = new AbortController();
  #postmaster: Postmaster;
  /** Set to the server that is meant to end, so that its end is not taken for a death. */
  #sentAway: Postmaster | null = null;
  /** Stops and starts follow one another; two at once would fight for one cluster. */
  #turn: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;
  #restarts = 0;
  #earlyDeaths = 0;

  constructor(first: RunningCluster) {
    this.url = first.url;
    this.localUrl = first.localUrl;
    this.port = first.port;
    this.#cluster = first.cluster;
    this.#postmaster = first.postmaster;
    this.#watch(first.postmaster);
  }

  get pid(): number {
    return this.#postmaster.pid;
  }

  get adopted(): boolean {
    return this.#cluster.orphanStopped;
  }

  get restarts(): number {
    return this.#restarts;
  }

  onExit(listener: (info: ProcessExit) => void): void {
    this.#listeners.add(listener);
  }

  stop(mode: StopMode = 'fast'): Promise<void> {
    this.#closing.abort();
    this.#stopped ??= this.#inTurn(() => this.#sendAway(mode).finally(() => this.#cluster.lock.release()));
    return this.#stopped;
  }

  async restart(options: { readonly mode?: StopMode } = {}): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#closing.signal.aborted) throw new Error('The embedded PostgreSQL was stopped: start a new one instead.');
      await this.#sendAway(options.mode ?? 'fast');
      this.#earlyDeaths = 0;
      await this.#startAgain();
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    // A failure belongs to whoever asked for this piece of work, not to those that come after it.
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #sendAway(mode: StopMode): Promise<void> {
    this.#sentAway = this.#postmaster;
    await this.#postmaster.stop(mode);
  }

  #watch(postmaster: Postmaster): void {
    const since = performance.now();
    void postmaster.exited.then((exit) => {
      if (postmaster === this.#sentAway) return;
      this.#earlyDeaths = performance.now() - since < STABLE_AFTER_MS ? this.#earlyDeaths + 1 : 0;
      const tail = serverLogTail(this.#cluster.layout.serverLog, 0);
      this.#cluster.log('PostgreSQL ended by itself, starting it again', { how: describeExit(exit), pid: postmaster.pid, tail });
      // A death while a restart is under way is seen by that restart's own turn, which comes first.
      void this.#inTurn(() => (postmaster === this.#postmaster ? this.#startAgain() : Promise.resolve()));
      for (const listener of this.#listeners) listener(exit);
    });
  }

  async #startAgain(): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted; failures++) {
      await this.#pause(restartDelay(failures + Math.max(0, this.#earlyDeaths - 1)));
      if (this.#closing.signal.aborted || (await this.#tryStart())) return;
    }
  }

  async #tryStart(): Promise<boolean> {
    const { layout, name, log } = this.#cluster;
    try {
      await clearStale(layout.cluster, name);
      this.#postmaster = await launchPostmaster(this.#cluster, this.port);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      log('PostgreSQL could not be started again, trying once more', { error: why });
      return false;
    }
    this.#restarts++;
    this.#watch(this.#postmaster);
    log('PostgreSQL is up again', { pid: this.pid, port: this.port, restarts: this.#restarts });
    return true;
  }

  // Resolves early when the supervisor is told to stop; the caller looks at that itself.
  async #pause(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: this.#closing.signal }).catch((error: Error) => rethrowUnlessAborted(error));
  }
}

function rethrowUnlessAborted(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}
