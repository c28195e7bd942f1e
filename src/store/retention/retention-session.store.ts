// A connection of its own for retention, with the lock that lets one server at a time do the work.
import type pg from 'pg';
import type { Connection, Statement } from '../database.ts';
import { queryOn } from '../flight.ts';

/**
 * Longest wait for statements that still read what is to go, in milliseconds. Writers and new readers do not wait for it: whoever held
 * a lock that they need would be waiting behind the old statements, and the detaching of partitions holds none.
 */
export const REMOVAL_WAIT_MS = 2_000;

/** A session outside any transaction; closing it gives up the lock. */
export interface RetentionSession extends Connection, AsyncDisposable {}

/** Takes the lock; null when another server, or another call of this one, is at work. */
export async function openRetentionSession(pool: pg.Pool): Promise<RetentionSession | null> {
  const client = await pool.connect();
  try {
    // Detaching waits inside a transaction of PostgreSQL's own making; the limit of ours would cut the connection.
    await queryOn(client, UNHURRIED, [String(REMOVAL_WAIT_MS)]);
    const [lock] = await queryOn<{ readonly taken: boolean }>(client, TAKE, [RETENTION_LOCK]);
    if (lock?.taken === true) return sessionOf(client);
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release(true);
  return null;
}

// The connection ends with the session: with it go the lock and the settings, whatever state it was left in.
function sessionOf(client: pg.PoolClient): RetentionSession {
  return {
    query: <Row>(statement: { readonly name: string; readonly text: string }, values: readonly unknown[]) => queryOn<Row>(client, statement, values),
    [Symbol.asyncDispose]() {
      client.release(true);
      return Promise.resolve();
    },
  };
}

/** Key of the advisory lock: an arbitrary number that is used for nothing else. */
const RETENTION_LOCK = 7_305_115;
const UNHURRIED: Statement = { name: 'unhurried', text: `SELECT set_config('transaction_timeout', '0', false), set_config('lock_timeout', $1, false)` };
const TAKE: Statement = { name: 'take-retention', text: 'SELECT pg_try_advisory_lock($1::bigint) AS taken' };
