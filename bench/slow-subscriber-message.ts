// What the processes of the slow-subscriber measurement say to each other.

/** An order; each is answered by one report. */
export type SlowOrder =
  | { readonly type: 'fast'; readonly port: number; readonly count: number }
  | { readonly type: 'slow'; readonly port: number; readonly count: number; readonly after: string; readonly query: string }
  /** Wait until every fast one has this event, then report all arrivals since the last time. */
  | { readonly type: 'take'; readonly seq: number }
  /** The slow ones read as fast as they can until they have this event. */
  | { readonly type: 'hurry'; readonly seq: number; readonly withinMs: number }
  | { readonly type: 'leave' };

/** What one slow reader got. */
export interface SlowSight {
  readonly seen: readonly number[];
  readonly lagged: number;
  readonly cut: number;
  readonly faults: readonly string[];
  readonly upTo: number;
}

/** A report. */
export interface SlowReport {
  /** Number of an event and the moment of its arrival, in milliseconds of the machine's clock, in turn. */
  readonly arrivals?: readonly number[];
  readonly readers?: readonly SlowSight[];
}

/** What all of them follow, so that they are one group; the tags make a message of 8 kB. */
export const SLOW_QUERY = 'subscription ($after: String) { events(after: $after) { cursor caughtUp event { kind ... on TaskEvent { status task { id tags } } } } }';

/** The same event with 64 kB: a reader of these lags before the server has asked it twice whether it is still there. */
export const HEAVY_QUERY = `subscription ($after: String) { events(after: $after) { cursor caughtUp event { kind ... on TaskEvent { task { id ${Array.from({ length: 8 }, (_, i) => `tags${i}: tags`).join(' ')} } } } } }`;
