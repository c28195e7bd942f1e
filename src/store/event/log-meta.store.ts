// Which log this is, and from where on it still has its rows.
import type { Connection, Statement } from '../database.ts';

/** The one row of event_meta. */
export interface LogMeta {
  /** Names the log; a cursor of another log is refused. */
  readonly logId: string;
  /** Events up to and including this one have been dropped. */
  readonly floor: number;
}

/** Reads the log's name and floor. */
export async function logMeta(conn: Connection): Promise<LogMeta> {
  const [row] = await conn.query<LogMeta>(META, []);
  if (!row) throw new Error('event_meta is empty: run the migrations');
  return row;
}

const META: Statement = { name: 'event.meta', text: 'SELECT log_id AS "logId", floor FROM event_meta' };
