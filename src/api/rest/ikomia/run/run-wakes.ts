// Wake-ups for those who wait for runs: one look at each event, however many wait.
import type { EventKind } from '../../../../domain/event/kind.ts';
import type { Hub, Unsubscribe } from '../../../../events/hub.ts';

/** What says that a run stands otherwise than before. */
const KINDS: readonly EventKind[] = ['run.status'];

/** A registration; dispose of it when the answer is there. */
export interface RunWake extends Disposable {
  /** Resolves when the run stands otherwise than at the registration or the last wait, after the time, or when the signal fires. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

/** Those who wait, by the runs they wait for. Holds no connection, and listens to the hub only while somebody waits. */
export class RunWakes {
  readonly #hub: Hub;
  readonly #waiting = new Map<string, Set<() => void>>();
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
    let woken = false;
    let wake: (() => void) | null = null;
    const told = (): void => {
      woken = true;
      wake?.();
    };
    this.#add(runId, told);
    return {
      async wait(timeoutMs, signal) {
        if (!woken) await pause(timeoutMs, signal, (callback) => { wake = callback; });
        woken = false;
        wake = null;
      },
      [Symbol.dispose]: () => this.#remove(runId, told),
    };
  }

  #add(runId: string, told: () => void): void {
    const those = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, those.add(told));
    this.#leave ??= this.#hub.subscribe({ kinds: KINDS }, ({ subjectId }) => this.#waiting.get(subjectId)?.forEach((each) => each()));
  }

  #remove(runId: string, told: () => void): void {
    const those = this.#waiting.get(runId);
    those?.delete(told);
    if (those?.size === 0) this.#waiting.delete(runId);
    if (this.#waiting.size > 0) return;
    this.#leave?.();
    this.#leave = null;
  }
}

function pause(timeoutMs: number, signal: AbortSignal, register: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, timeoutMs);
    signal.addEventListener('abort', done);
    register(done);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
