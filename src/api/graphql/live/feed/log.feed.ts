// Feeds over a task's output: a stream of its own beside the event log, with its own kind of place.
import type { LogLine, LogPosition } from '../../../../domain/attempt/log-line.ts';
import type { LiveFeed } from './live-feed.ts';
import { placedFeed, type PlacedWish } from './placed.feed.ts';

/** Root value of one message: a line, or null for the message that says that the past is over. */
export interface LogRoot {
  readonly cursor: string;
  readonly line: LogLine | null;
}

/** A feed of lines later than a place. */
export function logFeed(wish: Omit<PlacedWish<LogLine>, 'rootOf'>): LiveFeed<LogPosition> {
  return placedFeed({ ...wish, rootOf: (cursor, line) => ({ cursor, line }) satisfies LogRoot });
}
