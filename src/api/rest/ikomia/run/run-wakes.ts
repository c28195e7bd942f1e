// Wake-ups for those who wait for runs: one look at each event, however many wait.
import type { EventKind } from '../../../../domain/event/kind.ts';
import { RUN_STATUSES, type RunStatus } from '../../../../domain/run/run.ts';
import type { Hub, Unsubscribe } from '../../../../events/hub.ts';
import { wakeablePause } from '../../../../events/wait/wakeable-pause.ts';

/** What says that a run stands otherwise than before. */
const KINDS: readonly EventKind[] = ['run.status'];

/** A registration; dispose of it when the answer is there. */
export interface RunWake extends Disposable {
  /** Resolves when the run stands otherwise than at the registration or the last wait, with what it became last; with null after the time, or when the signal fires. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<RunStatus | null>;
}

/** Those who wait, by the runs they wait for. Holds no connection, and listens to the hub only while somebody waits. */
export class RunWakes {
  readonly #hub: Hub;
  readonly #waiting = new Map<string, Set<(status: RunStatus) => void>>();
  #leave: Unsubscribe | null = null;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Runs that are waited for now. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Registers now: read the run after this, and wait then, and nothing between is missed. */
  on(runId: string): RunWake {
    let news: RunStatus | null = null;
    let wake: (() => void) | null = null;
    const told = (status: RunStatus): void => {
      news = status;
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
      [Symbol.dispose]: () => this.#remove(runId, told),
    };
  }

  #add(runId: string, told: (status: RunStatus) => void): void {
    const those = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, those.add(told));
    this.#leave ??= this.#hub.subscribe({ kinds: KINDS }, ({ subjectId, data }) => this.#waiting.get(subjectId)?.forEach((each) => each(statusOf(data.status))));
  }

  #remove(runId: string, told: (status: RunStatus) => void): void {
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
