// How many numbers of the log have been given out, committed or not.
import type { Connection, Statement } from '../database.ts';

/**
 * The greatest `seq` ever allocated, 0 in a new log. Sequences know no transactions: numbers of running and of
 * rolled-back writers count, and a crash of PostgreSQL may skip up to 32 that nobody was given.
 */
export async function allocatedSeq(conn: Connection): Promise<number> {
  const [row] = await conn.query<{ readonly seq: number }>(ALLOCATED, []);
  if (!row) throw new Error('the event table has no sequence: run the migrations');
  return row.seq;
}

const ALLOCATED: Statement = {
  name: 'event.allocated_seq',
  text: `SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('event', 'seq')::regclass), 0) AS seq`,
};
