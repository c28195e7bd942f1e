// Metrics of owners that are gone: removed in small parts, entries first, so that nothing is left that nobody could find.
import type { Connection, Statement } from '../../database.ts';

/** Entries or series removed by one statement at most. */
export const FORGET_METRICS_BATCH = 10_000;

// A series goes when nothing of it is left, a stream when no series is. Found again by each statement, so that one may stop at any
// time. A stream that somebody has written to meanwhile has another next number, and stays.
const gone = (streams: string, limit: string): string => `WITH stream AS MATERIALIZED (${streams}),
  series AS MATERIALIZED (SELECT s.id FROM stream JOIN metric_series s ON s.owner_id = stream.owner_id AND s.generation = stream.generation LIMIT ${limit}),
  point AS (DELETE FROM metric_point p WHERE (series_id, iter) IN (SELECT m.series_id, m.iter FROM series JOIN metric_point m ON m.series_id = series.id LIMIT ${limit}) RETURNING 1),
  document AS (DELETE FROM metric_document d WHERE (series_id, iter, key) IN (SELECT m.series_id, m.iter, m.key FROM series JOIN metric_document m ON m.series_id = series.id LIMIT ${limit}) RETURNING 1),
  emptied AS (DELETE FROM metric_series WHERE id IN (SELECT id FROM series WHERE NOT EXISTS (SELECT 1 FROM metric_point p WHERE p.series_id = series.id)
    AND NOT EXISTS (SELECT 1 FROM metric_document d WHERE d.series_id = series.id) LIMIT ${limit}) RETURNING 1),
  ended AS (DELETE FROM metric_stream m USING stream WHERE m.owner_id = stream.owner_id AND m.generation = stream.generation AND m.next = stream.next
    AND NOT EXISTS (SELECT 1 FROM metric_series s WHERE s.owner_id = stream.owner_id AND s.generation = stream.generation) RETURNING 1)
  SELECT ((SELECT count(*) FROM point) + (SELECT count(*) FROM document) + (SELECT count(*) FROM emptied) + (SELECT count(*) FROM ended))::int AS n`;

const OF_OWNERS: Statement = { name: 'forget-metrics-of', text: gone('SELECT owner_id, generation, next FROM metric_stream WHERE owner_id = ANY($1::uuid[])', '$2') };

/** Removes everything of these tasks and models, at most `limit` of each kind of row; gives how many rows are gone. Repeat until it is none. */
export async function deleteMetricsOf(conn: Connection, ownerIds: readonly string[], limit = FORGET_METRICS_BATCH): Promise<number> {
  return (await conn.query<{ n: number }>(OF_OWNERS, [ownerIds, limit]))[0]!.n;
}

// Generations that a task has left, tasks and models that are deleted: metrics of what has no row were deleted with it. A writer that
// read the owner before may still come with a last batch; the next round finds it.
const OLD: Statement = {
  name: 'forget-old-metrics',
  text: gone(`SELECT m.owner_id, m.generation, m.next FROM metric_stream m LEFT JOIN task t ON t.id = m.owner_id LEFT JOIN model o ON o.id = m.owner_id
    WHERE (t.id IS NULL OR t.deleted_at IS NOT NULL OR t.generation <> m.generation) AND (o.id IS NULL OR o.deleted_at IS NOT NULL) LIMIT 1000`, '$1'),
};

/** Removes what belongs to generations that tasks have left, and to tasks and models that are deleted, at most `limit` of each kind of row; gives how many rows are gone. */
export async function forgetOldMetrics(conn: Connection, limit = FORGET_METRICS_BATCH): Promise<number> {
  return (await conn.query<{ n: number }>(OLD, [limit]))[0]!.n;
}
