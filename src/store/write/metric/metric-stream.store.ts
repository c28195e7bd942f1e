// Streams of metrics: the rows that number what is written to an owner, and count what it has.
import type { Connection, Statement } from '../../database.ts';

/** A task's generation, or a model with the generation 0. */
export interface MetricOwner {
  readonly ownerId: string;
  readonly generation: number;
}

/** The stream of an owner, under lock. */
export interface LockedStream extends MetricOwner {
  /** Number of the next entry. */
  readonly next: number;
  readonly series: number;
  readonly points: number;
  readonly documents: number;
  /** Characters of all documents. */
  readonly text: number;
}

// The update that changes nothing locks the row until commit, one that another transaction has made meanwhile, too.
const LOCK: Statement = {
  name: 'lock-metric-streams',
  text: `INSERT INTO metric_stream AS s (owner_id, generation) SELECT * FROM unnest($1::uuid[], $2::int[]) AS x (id, generation) ORDER BY id, generation
    ON CONFLICT (owner_id, generation) DO UPDATE SET next = s.next
    RETURNING owner_id AS "ownerId", generation, next, series, points, documents, text`,
};

/** Locks the streams of owners until commit, in the order of their ids, made where there was none: numbers are given in the order of commits, and nobody else writes to these owners meanwhile. */
export async function lockMetricStreams(tx: Connection, owners: readonly MetricOwner[]): Promise<readonly LockedStream[]> {
  return tx.query<LockedStream>(LOCK, [owners.map(({ ownerId }) => ownerId), owners.map(({ generation }) => generation)]);
}

const ADVANCE: Statement = {
  name: 'advance-metric-streams',
  text: `UPDATE metric_stream s SET next = x.next, series = x.series, points = x.points, documents = x.documents, text = x.text
    FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::bigint[]) AS x (id, generation, next, series, points, documents, text)
    WHERE s.owner_id = x.id AND s.generation = x.generation`,
};

/** Writes locked streams as they are after what was written. */
export async function advanceMetricStreams(tx: Connection, streams: readonly LockedStream[]): Promise<void> {
  const column = (key: keyof LockedStream) => streams.map((stream) => stream[key]);
  await tx.query(ADVANCE, [column('ownerId'), column('generation'), column('next'), column('series'), column('points'), column('documents'), column('text')]);
}
