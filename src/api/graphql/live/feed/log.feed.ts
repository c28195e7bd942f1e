// Feeds over a task's output: a stream of its own beside the event log, with its own kind of place.
import { isEarlier } from '../../../../domain/attempt/log-extent.ts';
import type { LogLine, LogPosition } from '../../../../domain/attempt/log-line.ts';
import { encodeLogCursor } from '../../log/log-cursor.ts';
import type { EventSource } from './event.feed.ts';
import { asFeed, type FeedListener, type LiveFeed, type LiveItem, type ResumeSteps } from './live-feed.ts';
import type { LinePage } from './log-lines.loader.ts';

/** Root value of one message: a line, or null for the message that says that the past is over. */
export interface LogRoot {
  readonly cursor: string;
  readonly line: LogLine | null;
}

/** What a subscription wants of a task's output. */
export interface LogWish {
  readonly logs: EventSource['logs'];
  readonly taskId: string;
  /** Lines later than this; null begins with the oldest that is there. */
  readonly after: LogPosition | null;
  /** Reads a page of lines later than a place; rejects when lines behind it are gone. */
  readonly read: (after: LogPosition | null) => Promise<LinePage>;
}

/** A feed of lines later than a place. */
export function logFeed(wish: LogWish): LiveFeed<LogPosition> {
  return asFeed<LogPosition>({
    start: encodeLogCursor(wish.after ?? { generation: 0, n: 0 }),
    isLater: (a, b) => isEarlier(b, a),
    caughtUp: (cursor) => ({ cursor, line: null }) satisfies LogRoot,
    watch: (at, listener) => watchLines(wish, at, listener),
    resume: (steps, signal) => resumeLines(wish, steps, signal),
  });
}

async function resumeLines({ after, read }: LogWish, steps: ResumeSteps<LogPosition>, signal: AbortSignal): Promise<void> {
  let at = after;
  let caughtUp = false;
  while (!signal.aborted) {
    const { rows, more, upTo } = await read(at);
    for (const line of rows) {
      if (signal.aborted) return;
      await steps.onItem(itemOf(line));
    }
    at = upTo;
    if (more || signal.aborted) continue;
    if (!caughtUp) await steps.onCaughtUp(encodeLogCursor(upTo));
    caughtUp = true;
    if (steps.join(upTo)) return;
  }
}

// Registers first and reads second, so that a line between the two is not slept through. Reads again for every wake-up, one at a time.
function watchLines(wish: LogWish, from: LogPosition, listener: FeedListener<LogPosition>): () => void {
  let at = from;
  let wanted = false;
  let reading = false;
  let stopped = false;
  const readOn = async (): Promise<void> => {
    wanted = true;
    if (reading) return;
    reading = true;
    while (wanted && !stopped) {
      wanted = false;
      const { rows, more, upTo } = await wish.read(at);
      if (stopped) return;
      for (const line of rows) listener.onItem(itemOf(line));
      at = upTo;
      wanted ||= more;
      await listener.settled();
    }
    reading = false;
  };
  const wake = (): void => void readOn().catch((error: unknown) => listener.onFault(error));
  const unwatch = wish.logs.watchLog(wish.taskId, wake);
  wake();
  return () => {
    stopped = true;
    unwatch();
  };
}

function itemOf(line: LogLine): LiveItem<LogPosition> {
  const cursor = encodeLogCursor(line);
  return { at: { generation: line.generation, n: line.n }, cursor, root: { cursor, line } satisfies LogRoot };
}
