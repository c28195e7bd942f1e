// Turning the log into deliveries: the cursor, who is to be told, and the rows.
import { WEBHOOK_LIMITS, type WebhookDelivery, type WebhookEvent } from '../../domain/webhook/webhook.ts';
import type { Connection, Statement } from '../database.ts';

const READ: Statement = { name: 'webhook-cursor', text: 'SELECT seq FROM webhook_cursor' };
const LOCK: Statement = { name: 'lock-webhook-cursor', text: 'SELECT seq FROM webhook_cursor FOR UPDATE' };
const MOVE: Statement = { name: 'move-webhook-cursor', text: 'UPDATE webhook_cursor SET seq = $1' };

/** How far the log has been turned into deliveries; `lock` keeps other servers from it until the end of the transaction. */
export async function webhookCursor(conn: Connection, { lock }: { readonly lock: boolean }): Promise<number> {
  const row = (await conn.query<{ seq: number }>(lock ? LOCK : READ, []))[0];
  if (row === undefined) throw new Error('webhook_cursor is empty: run the migrations');
  return row.seq;
}

/** Moves the locked cursor. */
export async function moveWebhookCursor(tx: Connection, seq: number): Promise<void> {
  await tx.query(MOVE, [seq]);
}

/** A change of a run. */
export interface RunChange {
  readonly runId: string;
  readonly type: WebhookEvent;
  readonly status: string;
  readonly at: Date;
}

/** A webhook that is to be told of the change at a place of the list. */
export interface Told {
  readonly place: number;
  readonly webhookId: string;
  readonly runName: string;
  readonly project: string;
  readonly deployment: string | null;
  /** Whether the deployment is there still, and with it the address of the result. */
  readonly isServed: boolean;
  readonly message: string;
}

// A webhook hears nothing of what was before it, and no more when too much waits for its address already: counted once for all changes, of which there are many.
const TOLD: Statement = {
  name: 'webhooks-to-tell',
  text: `WITH w AS MATERIALIZED (
      SELECT w.* FROM webhook w WHERE w.project_id IN (SELECT run.project_id FROM run WHERE run.id = ANY($1::uuid[])) AND w.deleted_at IS NULL AND w.is_enabled
        AND (SELECT count(*) FROM (SELECT FROM webhook_delivery q WHERE q.webhook_id = w.id AND q.state = 'PENDING' LIMIT ${WEBHOOK_LIMITS.pending}) waiting) < ${WEBHOOK_LIMITS.pending})
    SELECT x.place::int AS place, w.id AS "webhookId", r.name AS "runName", p.path AS project, d.name AS deployment, d.id IS NOT NULL AND d.deleted_at IS NULL AS "isServed",
      coalesce((SELECT a.message FROM task t JOIN attempt a ON a.task_id = t.id WHERE x.type IN ('RUN_FAILED', 'RUN_STOPPED') AND t.run_id = r.id AND a.message <> '' ORDER BY a.ended_at DESC NULLS LAST LIMIT 1), '') AS message
    FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS x (run_id, type, at, place)
    JOIN run r ON r.id = x.run_id JOIN project p ON p.id = r.project_id
    JOIN w ON w.project_id = r.project_id AND w.created_at <= x.at AND w.events ? x.type AND (w.deployment_id IS NULL OR w.deployment_id = r.deployment_id)
    LEFT JOIN deployment d ON d.id = r.deployment_id
    ORDER BY x.place, w.ord`,
};

/** Who is to be told of these changes, with what there is to tell; `place` counts them from 1. */
export function webhooksToTell(tx: Connection, changes: readonly RunChange[]): Promise<Told[]> {
  return tx.query<Told>(TOLD, [changes.map(({ runId }) => runId), changes.map(({ type }) => type), changes.map(({ at }) => at)]);
}

const INSERT: Statement = {
  name: 'insert-deliveries',
  text: 'INSERT INTO webhook_delivery (id, webhook_id, type, run_id, body) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[])',
};

/** A delivery to make; it is due at once. */
export type NewDelivery = Pick<WebhookDelivery, 'id' | 'webhookId' | 'type' | 'runId' | 'body'>;

/** Inserts deliveries. */
export async function insertDeliveries(tx: Connection, rows: readonly NewDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(INSERT, [rows.map(({ id }) => id), rows.map(({ webhookId }) => webhookId), rows.map(({ type }) => type), rows.map(({ runId }) => runId), rows.map(({ body }) => body)]);
}
