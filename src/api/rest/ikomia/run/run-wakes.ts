// Wake-ups for those who wait for runs: one look at each event, however many wait.
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import type { EventKind } from '../../../../domain/event/kind.ts';
import { RUN_STATUSES, type RunStatus } from '../../../../domain/run/run.ts';
import type { ResultValues, ToldResults } from '../../../../engine/read/told-results.ts';
import type { Hub, Unsubscribe } from '../../../../events/hub.ts';
import { wakeablePause } from '../../../../events/wait/wakeable-pause.ts';

/** What says that a run stands otherwise than before. */
const KINDS: readonly EventKind[] = ['run.status'];

/** How a run stands by now. */
export interface StatusNews {
  readonly status: RunStatus;
  /** What it has given, when it has ended well and this server was told; otherwise it is to be looked up. */
  readonly values: ResultValues | null;
}

/** A registration; dispose of it when the answer is there. */
export interface RunWake extends Disposable {
  /** Resolves when the run stands otherwise than at the registration or the last wait, with what it became last; with null after the time, or when the signal fires. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<StatusNews | null>;
}

/** Those who wait, by the runs they wait for. Holds no connection, and listens to the hub only while somebody waits. */
export class RunWakes {
  readonly #hub: Hub;
  readonly #results: ToldResults;
  readonly #waiting = new Map<string, Set<(event: LoggedEvent) => void>>();
  #leave: Unsubscribe | null = null;

  constructor(hub: Hub, results: ToldResults) {
    this.#hub = hub;
    this.#results = results;
  }

  /** Runs that are waited for now. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Registers now: read the run after this, and wait then, and nothing between is missed. */
  on(runId: string): RunWake {
    let news: StatusNews | null = null;
    let wake: (() => void) | null = null;
    const result = this.#results.on(runId);
    const told = (event: LoggedEvent): void => {
      news = { status: statusOf(event.data.status), values: result.at(event) };
      wake?.();
    };
    this.#add(runId, told);
    return {
      async wait(timeoutMs, signal) {
        if (news === null) await wakeablePause(timeoutMs, signal, (callback) => { wake = callback; });
        const last = news;
        news = null;
        wake = null;
        return last;
      },
      [Symbol.dispose]: () => {
        result[Symbol.dispose]();
        this.#remove(runId, told);
      },
    };
  }

  #add(runId: string, told: (event: LoggedEvent) => void): void {
    const those = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, those.add(told));
    this.#leave ??= this.#hub.subscribe({ kinds: KINDS }, (event) => this.#waiting.get(event.subjectId)?.forEach((each) => each(event)));
  }

  #remove(runId: string, told: (event: LoggedEvent) => void): void {
    const those = this.#waiting.get(runId);
    those?.delete(told);
    if (those?.size === 0) this.#waiting.delete(runId);
    if (this.#waiting.size > 0) return;
    this.#leave?.();
    this.#leave = null;
  }
}

function statusOf(said: unknown): RunStatus {
  const status = RUN_STATUSES.find((each) => each === said);
  if (status === undefined) throw new Error(`a run.status event says ${String(said)}`);
  return status;
}
