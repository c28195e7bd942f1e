// The subscribers of a trial: steady ones, ones that drop and resume by cursor, ones that join a shared group.
import type { EventFilter } from '../../src/store/event/event-filter.store.ts';
import type { EventRoom } from '../../src/events/event-room.ts';
import { StreamError } from '../../src/events/stream-error.ts';
import type { StreamItem } from '../../src/events/stream.ts';
import type { PlainDatabase } from './plain-database.ts';
import { Witness } from './trial-witness.ts';

/** How long after the last write everything must have arrived, in milliseconds. */
const ARRIVAL_DEADLINE_MS = 10_000;

/** One subscriber over all its connections. */
export class Watcher {
  readonly witness: Witness;
  readonly #room: EventRoom;
  readonly #filter: EventFilter;
  readonly #ending = new AbortController();
  #cursor: string;

  constructor(room: EventRoom, options: { name: string; filter: EventFilter }) {
    this.#room = room;
    this.#filter = options.filter;
    this.witness = new Witness(options.name);
    this.#cursor = room.stream.cursorAt(0);
  }

  /** One connection from the beginning of the log to the end of the trial, renewed only when it lagged. */
  steady(): Promise<void> {
    return this.#connections(() => Number.POSITIVE_INFINITY);
  }

  /** Drops the connection after a random number of events, resumes from the last cursor; does it again and again. */
  flaky(random: () => number): Promise<void> {
    return this.#connections(() => 1 + Math.floor(random() * 400));
  }

  /** Drops like a flaky one, but reads its live part from a hub subscription that it joins. */
  async grouped(random: () => number): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const connection = new AbortController();
      const stop = () => connection.abort();
      this.#ending.signal.addEventListener('abort', stop);
      await this.#joinOnce(connection, 1 + Math.floor(random() * 400));
      this.#ending.signal.removeEventListener('abort', stop);
    }
  }

  /** Ends the subscriber when it has seen the hub pass `lastSeq` and had its events, or gives up. */
  async finish(lastSeq: number): Promise<void> {
    const deadline = AbortSignal.timeout(ARRIVAL_DEADLINE_MS);
    await this.#room.hub.reached(lastSeq, deadline);
    // Its own events follow the hub within turns of the loop: wait for quiet, not for a number it may have lost.
    const quiet = AbortSignal.any([deadline, AbortSignal.timeout(1_000)]);
    while (!quiet.aborted && this.witness.lastSeq < lastSeq) await new Promise(setImmediate);
    this.#ending.abort();
  }

  async #connections(length: () => number): Promise<void> {
    while (!this.#ending.signal.aborted) {
      this.witness.connections++;
      const stream = this.#room.stream.open({ after: this.#cursor, filter: this.#filter, signal: this.#ending.signal });
      let left = length();
      try {
        for await (const item of stream) {
          this.#take(item);
          if (--left <= 0) break;
        }
      } catch (error) {
        if (!(error instanceof StreamError) || error.code !== 'LAGGED') throw error;
        if (error.cursor !== this.#cursor) throw new Error('LAGGED names another cursor than that of the last event', { cause: error });
      }
    }
  }

  #take(item: StreamItem): void {
    this.#cursor = item.cursor;
    if (item.type === 'caughtUp') this.witness.caughtUp++;
    else this.witness.see(item.event);
  }

  async #joinOnce(connection: AbortController, length: number): Promise<void> {
    this.witness.connections++;
    let left = length;
    const see = (event: Parameters<Witness['see']>[0]) => {
      if (connection.signal.aborted) return;
      this.#take({ type: 'event', event, cursor: this.#room.stream.cursorAt(event.seq) });
      if (--left <= 0) connection.abort();
    };
    const leave = await this.#room.stream.resume({
      after: this.#cursor,
      filter: this.#filter,
      signal: connection.signal,
      onEvent: see,
      onCaughtUp: (cursor) => this.#take({ type: 'caughtUp', cursor }),
      join: () => this.#room.hub.subscribe(this.#filter, see),
    });
    if (!connection.signal.aborted) await new Promise((resolve) => connection.signal.addEventListener('abort', resolve));
    leave?.();
  }
}

/** What the table says in the end. */
export async function finalVersions(db: PlainDatabase): Promise<Map<string, number>> {
  const { rows } = await db.pool.query<{ id: string; v: number }>('SELECT id, v FROM trial_entity');
  return new Map(rows.map((row) => [row.id, row.v]));
}
