// Reads of parts of a queue's line, as they are needed to find a place in it.
import type { Standing } from '../../domain/queue/rank.ts';
import type { Connection, Statement } from '../database.ts';

const COLUMNS = 'id, priority, rank';

const FROM_FRONT: Statement = { name: 'line-from-front', text: `SELECT ${COLUMNS} FROM queue_item WHERE queue_id = $1 ORDER BY priority DESC, rank, id OFFSET $2 LIMIT $3` };
const FROM_BACK: Statement = { name: 'line-from-back', text: `SELECT ${COLUMNS} FROM queue_item WHERE queue_id = $1 ORDER BY priority, rank DESC, id DESC LIMIT $2` };

/** The line from the place `offset` (0 = the front) on, in its order. Skipped ones are walked over. */
export function lineFrom(conn: Connection, queueId: string, { offset, limit }: { offset: number; limit: number }): Promise<Standing[]> {
  return conn.query(FROM_FRONT, [queueId, offset, limit]);
}

/** The last ones of the line, the very last one first. */
export function lineFromBack(conn: Connection, queueId: string, limit: number): Promise<Standing[]> {
  return conn.query(FROM_BACK, [queueId, limit]);
}

const CLASS_BEHIND: Statement = {
  name: 'line-class-behind',
  text: `SELECT ${COLUMNS} FROM queue_item WHERE queue_id = $1 AND priority = $2 AND (rank, id) > ($3::bigint, $4::uuid) ORDER BY rank, id LIMIT $5`,
};
const CLASS_BEFORE: Statement = {
  name: 'line-class-before',
  text: `SELECT ${COLUMNS} FROM queue_item WHERE queue_id = $1 AND priority = $2 AND (rank, id) < ($3::bigint, $4::uuid) ORDER BY rank DESC, id DESC LIMIT $5`,
};

/** What stands behind an item in its own priority, nearest first. */
export function behindInPriority(conn: Connection, queueId: string, { item, limit }: { item: Standing; limit: number }): Promise<Standing[]> {
  return conn.query(CLASS_BEHIND, [queueId, item.priority, item.rank, item.id, limit]);
}

/** What stands before an item in its own priority, nearest first. */
export function beforeInPriority(conn: Connection, queueId: string, { item, limit }: { item: Standing; limit: number }): Promise<Standing[]> {
  return conn.query(CLASS_BEFORE, [queueId, item.priority, item.rank, item.id, limit]);
}

const WAITING_KINDS: Statement = {
  name: 'line-waiting-kinds',
  text: 'SELECT spec_kind AS kind, count(*) AS n FROM queue_item WHERE queue_id = $1 AND spec_kind = ANY($2::text[]) GROUP BY spec_kind ORDER BY spec_kind',
};

/** How many items of the given kinds of work wait, for the kinds of which any do. */
export function waitingOfKinds(conn: Connection, queueId: string, kinds: readonly string[]): Promise<{ kind: string; n: number }[]> {
  return conn.query(WAITING_KINDS, [queueId, kinds]);
}

const WAITING: Statement = { name: 'line-waiting', text: 'SELECT count(*) AS n FROM queue_item WHERE queue_id = $1 AND task_id IS NOT NULL' };

/** How many tasks wait in a queue. */
export async function waitingIn(conn: Connection, queueId: string): Promise<number> {
  return (await conn.query<{ n: number }>(WAITING, [queueId]))[0]!.n;
}
