// Results as reports bring them, handed to those who wait for them on this server: what has just been written need not be read again to be answered.
import type { EventKind } from '../../domain/event/kind.ts';
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { GraphValue } from '../../domain/graph/graph-value.ts';
import type { RunStatus } from '../../domain/run/run.ts';
import type { Connection } from '../../store/database.ts';
import { lastingOf } from '../../store/lasting-connection.ts';

/** Values of a result. */
export type ResultValues = readonly GraphValue[];

/** A place at which results of one run are kept as they are told; dispose of it, and they are forgotten. */
export interface ToldResult extends Disposable {
  /** What the run has given by the commit that this event tells of; null when it did not end well by it, or was told of on another server. */
  at(event: Pick<LoggedEvent, 'seq'>): ResultValues | null;
}

const STATUS: EventKind = 'run.status';
const WELL: RunStatus = 'SUCCEEDED';

/** Those who wait on one server, by their runs. Of runs that nobody waits for nothing is kept. */
export class ToldResults {
  readonly #waiting = new Map<string, Set<Map<number, ResultValues>>>();

  /** Runs that are waited for now. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Registers for a run. */
  on(runId: string): ToldResult {
    const told = new Map<number, ResultValues>();
    const those = this.#waiting.get(runId) ?? new Set();
    this.#waiting.set(runId, those.add(told));
    return {
      at: ({ seq }) => told.get(seq) ?? null,
      [Symbol.dispose]: () => {
        those.delete(told);
        if (those.size === 0 && this.#waiting.get(runId) === those) this.#waiting.delete(runId);
      },
    };
  }

  /** Results that a transaction has written, by their runs, and the events of its commit; told before those events are told to anybody. */
  tell(results: ReadonlyMap<string, ResultValues>, events: readonly LoggedEvent[]): void {
    if (this.#waiting.size === 0) return;
    for (const { kind, seq, subjectId, data } of events) {
      const values = kind === STATUS && data.status === WELL ? results.get(subjectId) : undefined;
      if (values !== undefined) this.#waiting.get(subjectId)?.forEach((told) => told.set(seq, values));
    }
  }
}

const TOLD = new WeakMap<Connection, ToldResults>();

/** Those of a server, by its database. */
export function toldResults(db: Connection): ToldResults {
  const lasting = lastingOf(db);
  const told = TOLD.get(lasting) ?? new ToldResults();
  TOLD.set(lasting, told);
  return told;
}
