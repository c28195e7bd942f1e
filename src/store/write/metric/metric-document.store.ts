// Documents of series: lists, plots and pictures; a later one of the same iteration and key takes the place of the earlier one.
import type { Connection, Statement } from '../../database.ts';
import { numberArray } from './array-literal.ts';

/** A document to write. */
export interface DocumentRow {
  readonly seriesId: number;
  readonly iter: number;
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly n: number;
  readonly body: string | null;
  readonly url: string | null;
  readonly worker: string | null;
}

const WRITE: Statement = {
  name: 'write-metric-documents',
  text: `INSERT INTO metric_document (series_id, iter, key, at, n, body, url, worker, size)
    SELECT series_id, iter, key, to_timestamp(at / 1000), n, body, url, worker, coalesce(length(body), 0)
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[], $5::bigint[], $6::text[], $7::text[], $8::text[]) AS x (series_id, iter, key, at, n, body, url, worker)
    ON CONFLICT (series_id, iter, key) DO UPDATE SET at = excluded.at, n = excluded.n, body = excluded.body, url = excluded.url, worker = excluded.worker, size = excluded.size`,
};

/** Writes documents; no two of them may have the same place. */
export async function writeDocuments(tx: Connection, rows: readonly DocumentRow[]): Promise<void> {
  const column = (key: keyof DocumentRow) => rows.map((row) => row[key]);
  await tx.query(WRITE, [
    numberArray(rows.map(({ seriesId }) => seriesId)), numberArray(rows.map(({ iter }) => iter)), column('key'), numberArray(rows.map(({ at }) => at)), numberArray(rows.map(({ n }) => n)),
    column('body'), column('url'), column('worker'),
  ]);
}

// LIMIT 1 of at most one row: each is looked up by the index.
const OLD: Statement = {
  name: 'old-metric-documents',
  text: `SELECT d.series_id AS "seriesId", d.iter, d.key, d.size FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS x (series_id, iter, key) CROSS JOIN LATERAL (
    SELECT * FROM metric_document m WHERE m.series_id = x.series_id AND m.iter = x.iter AND m.key = x.key LIMIT 1) d`,
};

/** A document that is there, with its length in characters. */
export interface OldDocument {
  readonly seriesId: number;
  readonly iter: number;
  readonly key: string;
  readonly size: number;
}

/** Those of the documents that are there. */
export async function oldDocuments(tx: Connection, at: readonly Pick<DocumentRow, 'seriesId' | 'iter' | 'key'>[]): Promise<readonly OldDocument[]> {
  return tx.query<OldDocument>(OLD, [numberArray(at.map(({ seriesId }) => seriesId)), numberArray(at.map(({ iter }) => iter)), at.map(({ key }) => key)]);
}
