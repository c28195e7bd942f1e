// Feeds over a task's metrics: a stream of its own beside the event log and the output.
import type { LogPosition } from '../../../../domain/attempt/log-line.ts';
import type { MetricEntry } from '../../../../domain/metric/metric-entry.ts';
import type { LiveFeed } from './live-feed.ts';
import { placedFeed, type PlacedWish } from './placed.feed.ts';

/** Root value of one message: an entry, or null for the message that says that the past is over. */
export interface MetricRoot {
  readonly cursor: string;
  readonly entry: MetricEntry | null;
}

/** A feed of entries later than a place. */
export function metricFeed(wish: Omit<PlacedWish<MetricEntry>, 'rootOf'>): LiveFeed<LogPosition> {
  return placedFeed<MetricEntry>({ ...wish, rootOf: (cursor, entry) => ({ cursor, entry }) satisfies MetricRoot });
}
