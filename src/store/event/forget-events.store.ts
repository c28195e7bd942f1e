// The floor of the log rises, and rows below it are deleted where their partition stays.
import type { Connection, Statement } from '../database.ts';

/** Rows deleted by one statement at most: some 30 ms. */
export const DELETE_BATCH = 5_000;

/**
 * Declares everything up to this number forgotten. It comes first and the rows follow: a reader takes the floor and its rows from one
 * snapshot, so it never takes a stretch that is gone for one where nothing happened.
 */
export async function raiseFloor(conn: Connection, floor: number): Promise<void> {
  await conn.query(RAISE, [floor]);
}

/** Deletes the oldest rows later than `after` and up to the floor, at most `DELETE_BATCH`; gives how many. */
export async function deleteForgotten(conn: Connection, after: number): Promise<number> {
  return (await conn.query<{ readonly n: number }>(DELETE, [after]))[0]!.n;
}

const RAISE: Statement = { name: 'event.raise_floor', text: 'UPDATE event_meta SET floor = $1::bigint WHERE floor < $1::bigint' };

// By bounds instead of a list of keys: the partitions outside them are not looked at.
const DELETE: Statement = {
  name: 'event.delete_forgotten',
  text: `WITH gone AS (
      DELETE FROM event WHERE seq > $1::bigint AND seq <= (
        SELECT max(seq) FROM (SELECT seq FROM event WHERE seq > $1::bigint AND seq <= (SELECT floor FROM event_meta) ORDER BY seq LIMIT ${DELETE_BATCH}) oldest) RETURNING 1)
    SELECT count(*)::int AS n FROM gone`,
};
