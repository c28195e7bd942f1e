// How much of the output of tasks is gone, and the refusal of cursors that would skip it.
import DataLoader from 'dataloader';
import type { GraphQLError } from 'graphql';
import { type LostLines, lostLines } from '../../../domain/attempt/log-extent.ts';
import type { LogPosition } from '../../../domain/attempt/log-line.ts';
import type { Connection } from '../../../store/database.ts';
import { cutStreams } from '../../../store/read/log-read.store.ts';
import { cursorExpiredError } from '../live/live-error.ts';
import { encodeLogCursor } from './log-cursor.ts';

/** Tasks asked about in one statement at most. */
const MAX_TASKS = 100;

/** A loader of what is gone, by the task's id. */
export function lostLinesLoader(db: Connection): DataLoader<string, LostLines> {
  return new DataLoader(async (taskIds) => {
    const cut = Map.groupBy(await cutStreams(db, taskIds), ({ taskId }) => taskId);
    return taskIds.map((taskId) => lostLines(cut.get(taskId) ?? []));
  }, { maxBatchSize: MAX_TASKS });
}

/** The error of a cursor whose lines are gone; `upTo` is the place of the last one that is. */
export function linesExpiredError(upTo: LogPosition): GraphQLError {
  return cursorExpiredError(encodeLogCursor(upTo), 'Lines at this cursor are older than what is kept: read on from the oldest cursor, or without one from the oldest line that is there.');
}
