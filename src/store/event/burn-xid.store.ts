// Takes a transaction id for nothing but its number.
import type { Connection, Statement } from '../database.ts';

/**
 * A transaction id above every one assigned so far. It must run on its own, outside any transaction: the barrier is
 * passed when all older transactions have ended, which one that stays open after this call would itself prevent.
 * The `xmax` of a snapshot will not do instead: it is the last *completed* id plus one, below ids that still run.
 */
export async function burnXid(conn: Connection): Promise<bigint> {
  const [row] = await conn.query<{ readonly xid: string }>(BURN, []);
  if (!row) throw new Error('pg_current_xact_id() returned no row');
  return BigInt(row.xid);
}

const BURN: Statement = { name: 'event.burn_xid', text: 'SELECT pg_current_xact_id()::text AS xid' };
