// Output lines: appended to a task's stream in the order of commits, up to its bound.
import type { LogLine } from '../../domain/attempt/log-line.ts';
import { MAX_LOG_BYTES, type ReportedLine } from '../../domain/dispatch/protocol.ts';
import type { Connection, Statement } from '../database.ts';

/** Lines of one attempt. `dropped` counts lines that the runner could not keep. */
export interface LineBatch {
  readonly taskId: string;
  readonly generation: number;
  readonly attemptNo: number;
  readonly lines: readonly (ReportedLine & Partial<Pick<LogLine, 'level' | 'worker'>>)[];
  readonly dropped: number;
}

// The row of the stream is locked by the update until commit: numbers are given in the order of commits. Over the bound
// the lines are counted instead of kept. The day, which says in which partition a line lies, never goes back within a stream, although
// a transaction that began before midnight may come behind one that began after it.
const APPEND: Statement = {
  name: 'append-lines',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_array_elements($4::jsonb) WITH ORDINALITY AS l (line, n)),
  s AS (
    INSERT INTO task_stream AS s (task_id, generation, next, bytes, dropped) VALUES ($1, $2, 1 + $5::bigint, $6, $7)
    ON CONFLICT (task_id, generation) DO UPDATE SET
      next = s.next + CASE WHEN s.bytes < ${MAX_LOG_BYTES} THEN $5::bigint ELSE 0 END, bytes = s.bytes + $6,
      last_day = greatest(s.last_day, excluded.last_day), dropped = s.dropped + $7 + CASE WHEN s.bytes < ${MAX_LOG_BYTES} THEN 0 ELSE $5::bigint END
    RETURNING next - $5::bigint AS first, bytes - $6 < ${MAX_LOG_BYTES} AS open, last_day AS day)
  INSERT INTO log_line (task_id, generation, day, n, at, attempt_no, source, message, level, worker)
  SELECT $1, $2, s.day, s.first + x.n - 1, (x.line->>'at')::timestamptz, $3, x.line->>'source', x.line->>'message', x.line->>'level', x.line->>'worker' FROM x, s WHERE s.open`,
};

/** Appends lines; those beyond `MAX_LOG_BYTES` of the task's generation are counted as dropped. */
export async function appendLines(tx: Connection, batch: LineBatch): Promise<void> {
  const bytes = batch.lines.reduce((sum, line) => sum + line.message.length + 1, 0);
  await tx.query(APPEND, [batch.taskId, batch.generation, batch.attemptNo, JSON.stringify(batch.lines), batch.lines.length, bytes, batch.dropped]);
}
