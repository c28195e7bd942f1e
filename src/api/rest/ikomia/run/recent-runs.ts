// Runs of which the log has just told: whoever waits for one of them waits at once, instead of asking how it stands before.
import type { EventKind } from '../../../../domain/event/kind.ts';
import type { LoggedEvent } from '../../../../domain/event/event.ts';
import { RUN_STATUSES } from '../../../../domain/run/run.ts';
import { wireState } from '../../../../domain/graph/wire/wire-state.ts';
import type { Hub } from '../../../../events/hub.ts';
import { isGoingOn, type OpenState } from './open-state.ts';

/**
 * Milliseconds for which it is believed that a run goes on that did when the log was heard of it last. Not longer, although the log tells of every
 * end: should it be late, as behind a transaction that does not come to its end, nobody is to wait for what has happened long ago.
 */
export const BELIEVED_MS = 1_000;

/** Runs that are remembered; the one that was heard of first is forgotten first. */
export const MAX_RECENT_RUNS = 10_000;

const KINDS: readonly EventKind[] = ['run.created', 'run.status', 'task.deleted'];

/** A run of a deployment that goes on. */
export interface RecentRun {
  readonly deploymentId: string;
  readonly projectId: string | null;
  readonly state: OpenState;
}

interface Heard extends RecentRun {
  readonly at: number;
}

/** What the log said last of runs that were made within `BELIEVED_MS`, here or by another server. A run whose end was heard is not among them. */
export class RecentRuns {
  readonly #hub: Hub;
  readonly #now: () => number;
  /** In the order in which they were heard of. */
  readonly #heard = new Map<string, Heard>();

  /** Listens for as long as the hub is there. */
  constructor(hub: Hub, now: () => number = () => performance.now()) {
    this.#hub = hub;
    this.#now = now;
    this.#listen();
  }

  /** Runs that are remembered now. */
  get size(): number {
    return this.#heard.size;
  }

  /** The run, when it is certain that it went on a moment ago: register for its news first, and whatever came since is news. */
  find(runId: string): RecentRun | null {
    const heard = this.#heard.get(runId);
    return heard !== undefined && this.#isBelieved(heard) ? heard : null;
  }

  #listen(): void {
    // Behind a gap nothing is certain of what was heard before it.
    this.#hub.subscribe({ kinds: KINDS }, (event) => this.#hear(event), () => {
      this.#heard.clear();
      this.#listen();
    });
  }

  #hear(event: LoggedEvent): void {
    const { runId, projectId, kind, data } = event;
    if (runId === null) return;
    const known = this.#heard.get(runId);
    this.#heard.delete(runId);
    const deploymentId = kind === 'run.created' ? data.deploymentId : known?.deploymentId;
    const status = RUN_STATUSES.find((each) => each === data.status);
    if (typeof deploymentId !== 'string' || kind === 'task.deleted' || status === undefined) return;
    const state = wireState(status);
    if (isGoingOn(state)) this.#heard.set(runId, { deploymentId, projectId, state, at: this.#now() });
    this.#forget();
  }

  #forget(): void {
    for (const [runId, heard] of this.#heard) {
      if (this.#heard.size <= MAX_RECENT_RUNS && this.#isBelieved(heard)) return;
      this.#heard.delete(runId);
    }
  }

  #isBelieved({ at }: Heard): boolean {
    return this.#now() - at <= BELIEVED_MS;
  }
}
