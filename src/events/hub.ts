// Fan-out of settled events inside one process: every listener gets every matching event once, in order of `seq`.
import type { LoggedEvent } from '../domain/event/event.ts';
import type { EventFilter } from '../store/event/event-filter.store.ts';
import { matchesFilter } from './event-match.ts';
import { EventRing } from './event-ring.ts';
import type { RoomLog } from './room-log.ts';
import { Waiter } from './waiter.ts';

/** Settled events kept in memory; at 1,000 events a second a subscriber may be away 10 s without a scan of the log. */
export const RING_CAPACITY = 10_000;

/**
 * Events delivered in one turn of the event loop. A stall of the log ends with thousands of events at once; without a
 * pause between them every reader's queue would overflow, however fast the reader.
 */
export const PUBLISH_SLICE = 250;

/** Events that may wait for later turns; beyond that delivery makes no pauses until it has caught up. */
export const MAX_UNPUBLISHED = 10_000;

/** Ends a subscription; harmless when called twice. */
export type Unsubscribe = () => void;

/** Called in the middle of a delivery: it must be quick and must not throw. */
export type EventListener = (event: LoggedEvent) => void;

/** Called when events above the position, matching or not, are gone for good: nothing follows for this subscription. `floor`: the oldest number to go on from. */
export type GapListener = (floor: number) => void;

/** A stretch of the ring: every matching event up to `upTo` is in `events`. */
export interface RecentEvents {
  readonly events: readonly LoggedEvent[];
  readonly upTo: number;
}

/**
 * Listeners are called synchronously and the hub buffers nothing for them: one listener may stand for a thousand
 * sockets that share a selection, and each socket bounds its own queue.
 */
export class Hub {
  readonly #log: RoomLog;
  readonly #ring: EventRing;
  #position: number;
  /** Replaced, never changed: a delivery under way goes on with the list it began with. */
  #listeners: readonly Subscription[] = [];
  /** Those who wait for the hub to reach a number. */
  readonly #reaching = new Set<{ readonly seq: number; readonly reached: () => void }>();
  /** What has not been delivered: the rest of a burst, or what came out of a delivery and has to come after it. */
  readonly #queue: Publication[] = [];
  #unpublished = 0;
  #publishing = false;

  /** A hub that has seen everything up to `position`. */
  constructor(options: { log: RoomLog; position: number; ringCapacity?: number }) {
    this.#log = options.log;
    this.#position = options.position;
    this.#ring = new EventRing(options.ringCapacity ?? RING_CAPACITY, options.position);
  }

  /** The greatest number that has been handed out; during a delivery, that of the event being delivered. */
  get position(): number {
    return this.#position;
  }

  /** How many subscriptions are open. */
  get size(): number {
    return this.#listeners.length;
  }

  /** Settled events in order, and the horizon after them. Delivered before this returns, but for long bursts. */
  publish(events: readonly LoggedEvent[], horizon: number): void {
    this.#enqueue({ events, horizon, done: 0, isGap: false });
  }

  /** The log has forgotten events up to `floor` that were never published: who listens is told so, after what was published before. */
  skip(floor: number): void {
    this.#enqueue({ events: [], horizon: floor, done: 0, isGap: true });
  }

  /**
   * Every matching event above the present position, until unsubscribed, or until a gap, when `onGap` is called; who needs events only
   * to look again does without. A listener that throws has a defect: it is removed, the error is logged, and the others are not disturbed.
   */
  subscribe(filter: EventFilter, listener: EventListener, onGap?: GapListener): Unsubscribe {
    const subscription: Subscription = { filter, listener, onGap, open: true };
    this.#listeners = [...this.#listeners, subscription];
    return () => this.#remove(subscription);
  }

  /**
   * Registers a long poll: what matches from now on wakes it. `accept` says the rest where a filter cannot, such as
   * "one of these tasks". Close it when done.
   */
  waiter(filter: EventFilter, accept: (event: LoggedEvent) => boolean = () => true): Waiter {
    return new Waiter((matched) => this.subscribe(filter, (event) => accept(event) && matched()));
  }

  /** At most `limit` matching events above `after` from memory; null when the ring does not reach that far back. */
  recent(after: number, filter: EventFilter, limit: number): RecentEvents | null {
    if (after < this.#ring.floor) return null;
    const events: LoggedEvent[] = [];
    for (const event of this.#ring.after(after)) {
      if (!matchesFilter(filter, event)) continue;
      events.push(event);
      if (events.length === limit) return { events, upTo: event.seq };
    }
    return { events, upTo: Math.max(after, this.#position) };
  }

  /** Resolves when everything up to `seq` has been handed out, or the signal fires. */
  reached(seq: number, signal: AbortSignal): Promise<void> {
    if (this.#position >= seq || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = { seq, reached };
      const reaching = this.#reaching;
      function reached(): void {
        reaching.delete(waiting);
        signal.removeEventListener('abort', reached);
        resolve();
      }
      reaching.add(waiting);
      signal.addEventListener('abort', reached);
    });
  }

  #enqueue(publication: Publication): void {
    this.#queue.push(publication);
    this.#unpublished += publication.events.length;
    if (this.#publishing) return;
    this.#publishing = true;
    this.#deliver();
  }

  #deliver(): void {
    let left = PUBLISH_SLICE;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      for (; next.done < next.events.length; this.#unpublished--) {
        if (left-- <= 0 && this.#unpublished <= MAX_UNPUBLISHED) {
          setImmediate(() => this.#deliver());
          return;
        }
        this.#dispatch(next.events[next.done++]!);
      }
      this.#position = Math.max(this.#position, next.horizon);
      if (next.isGap) this.#tellOfGap(next.horizon);
      this.#release();
      this.#queue.shift();
    }
    this.#publishing = false;
  }

  #dispatch(event: LoggedEvent): void {
    this.#ring.push(event);
    this.#position = event.seq;
    for (const subscription of this.#listeners) {
      if (subscription.open && matchesFilter(subscription.filter, event)) this.#call(subscription, event.seq, () => subscription.listener(event));
    }
  }

  #tellOfGap(floor: number): void {
    this.#ring.restart(floor);
    for (const subscription of this.#listeners) {
      const { onGap } = subscription;
      if (!subscription.open || onGap === undefined) continue;
      this.#remove(subscription);
      this.#call(subscription, floor, () => onGap(floor));
    }
  }

  #call(subscription: Subscription, seq: number, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#remove(subscription);
      this.#log.error({ err: error, seq }, 'an event listener threw and was removed');
    }
  }

  #release(): void {
    for (const waiting of this.#reaching) if (waiting.seq <= this.#position) waiting.reached();
  }

  #remove(subscription: Subscription): void {
    subscription.open = false;
    this.#listeners = this.#listeners.filter((one) => one !== subscription);
  }
}

interface Publication {
  readonly events: readonly LoggedEvent[];
  readonly horizon: number;
  /** How many of the events have been delivered. */
  done: number;
  /** Events up to the horizon are gone. */
  readonly isGap: boolean;
}

interface Subscription {
  readonly filter: EventFilter;
  readonly listener: EventListener;
  readonly onGap: GapListener | undefined;
  open: boolean;
}
