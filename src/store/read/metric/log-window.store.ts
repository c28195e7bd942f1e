// Output of one generation of a task by the time at which it was written, as clients that page by time read it.
import type { LogLine } from '../../../domain/attempt/log-line.ts';
import type { Connection, Statement } from '../../database.ts';
import type { MetricOwner } from '../../write/metric/metric-stream.store.ts';

/** A place in the output by time: lines of the same time follow each other as they were recorded. */
export interface LinePlace {
  readonly at: Date;
  readonly n: number;
}

/** A line without what all lines of the task have in common. */
export type WindowLine = LinePlace & Pick<LogLine, 'source' | 'message' | 'level' | 'worker'>;

/** Which lines. */
export interface LineWindow {
  /** Later than the place, the earliest first; else earlier than it, the latest first. */
  readonly forward: boolean;
  /** Null begins at the outermost line. */
  readonly from: LinePlace | null;
  readonly limit: number;
}

const LINES = `FROM task_stream s JOIN log_line l ON l.task_id = s.task_id AND l.generation = s.generation AND l.day BETWEEN s.first_day AND s.last_day WHERE s.task_id = $1 AND s.generation = $2`;
const COLUMNS = 'l.at, l.n, l.source, l.message, l.level, l.worker';

// Sorted by time each time: programs buffer, so lines do not come in the order in which they were written.
const LATER: Statement = { name: 'lines-later', text: `SELECT ${COLUMNS} ${LINES} AND (l.at, l.n) > ($3::timestamptz, $4::bigint) ORDER BY l.at, l.n LIMIT $5` };
const EARLIER: Statement = { name: 'lines-earlier', text: `SELECT ${COLUMNS} ${LINES} AND (l.at, l.n) < ($3::timestamptz, $4::bigint) ORDER BY l.at DESC, l.n DESC LIMIT $5` };

/** Lines of a window. */
export async function linesInWindow(conn: Connection, { ownerId, generation }: MetricOwner, { forward, from, limit }: LineWindow): Promise<readonly WindowLine[]> {
  const place = from === null ? [forward ? '-infinity' : 'infinity', 0] : [from.at.toISOString(), from.n];
  return conn.query<WindowLine>(forward ? LATER : EARLIER, [ownerId, generation, ...place, limit]);
}

const COUNT: Statement = { name: 'count-lines', text: `SELECT count(*) AS n ${LINES}` };

/** Lines that are there. */
export async function countLines(conn: Connection, { ownerId, generation }: MetricOwner): Promise<number> {
  return (await conn.query<{ n: number }>(COUNT, [ownerId, generation]))[0]!.n;
}
