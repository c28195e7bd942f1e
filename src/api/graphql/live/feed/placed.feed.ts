// Feeds over streams of a task that stand beside the event log: its output, and its metrics; each with places of its own.
import { isEarlier } from '../../../../domain/attempt/log-extent.ts';
import type { LogPosition } from '../../../../domain/attempt/log-line.ts';
import { encodeLogCursor } from '../../log/log-cursor.ts';
import type { EventSource } from './event.feed.ts';
import { asFeed, type FeedListener, type LiveFeed, type LiveItem, type ResumeSteps } from './live-feed.ts';

/** Rows in the order of their commits; `more` when there were further ones at once. */
export interface PlacedPage<Row> {
  readonly rows: readonly Row[];
  /** Everything up to here has been given, or was gone before the reading began. */
  readonly upTo: LogPosition;
  readonly more: boolean;
}

/** What a subscription wants of such a stream. */
export interface PlacedWish<Row extends LogPosition> {
  readonly logs: EventSource['logs'];
  readonly taskId: string;
  /** Rows later than this; null begins with the oldest that is there. */
  readonly after: LogPosition | null;
  /** Reads a page of rows later than a place; rejects when rows behind it are gone. */
  readonly read: (after: LogPosition | null) => Promise<PlacedPage<Row>>;
  /** Root value of one message: of a row, or, with null, of the message that says that the past is over. */
  readonly rootOf: (cursor: string, row: Row | null) => object;
}

/** A feed of rows later than a place. */
export function placedFeed<Row extends LogPosition>(wish: PlacedWish<Row>): LiveFeed<LogPosition> {
  return asFeed<LogPosition>({
    start: encodeLogCursor(wish.after ?? { generation: 0, n: 0 }),
    isLater: (a, b) => isEarlier(b, a),
    caughtUp: (cursor) => wish.rootOf(cursor, null),
    watch: (at, listener) => watchRows(wish, at, listener),
    resume: (steps, signal) => resumeRows(wish, steps, signal),
  });
}

async function resumeRows<Row extends LogPosition>(wish: PlacedWish<Row>, steps: ResumeSteps<LogPosition>, signal: AbortSignal): Promise<void> {
  let at = wish.after;
  let caughtUp = false;
  while (!signal.aborted) {
    const { rows, more, upTo } = await wish.read(at);
    for (const row of rows) {
      if (signal.aborted) return;
      await steps.onItem(itemOf(wish, row));
    }
    at = upTo;
    if (more || signal.aborted) continue;
    if (!caughtUp) await steps.onCaughtUp(encodeLogCursor(upTo));
    caughtUp = true;
    if (steps.join(upTo)) return;
  }
}

// Registers first and reads second, so that a row between the two is not slept through. Reads again for every wake-up, one at a time.
function watchRows<Row extends LogPosition>(wish: PlacedWish<Row>, from: LogPosition, listener: FeedListener<LogPosition>): () => void {
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
      for (const row of rows) listener.onItem(itemOf(wish, row));
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

function itemOf<Row extends LogPosition>({ rootOf }: PlacedWish<Row>, row: Row): LiveItem<LogPosition> {
  const cursor = encodeLogCursor(row);
  return { at: { generation: row.generation, n: row.n }, cursor, root: rootOf(cursor, row) };
}
