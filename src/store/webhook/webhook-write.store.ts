// Writing webhooks.
import type { Webhook } from '../../domain/webhook/webhook.ts';
import type { Connection, Statement } from '../database.ts';
import { WEBHOOK_COLUMNS } from './webhook-read.store.ts';

const LOCK_PROJECT: Statement = { name: 'lock-webhooks-of-project', text: 'SELECT pg_advisory_xact_lock(-1182, hashtext($1))' };
const COUNT: Statement = { name: 'count-webhooks', text: 'SELECT count(*)::int AS n FROM webhook WHERE project_id = $1 AND deleted_at IS NULL' };

/** How many webhooks a project has, which stays true until the end of the transaction. */
export async function lockedCount(tx: Connection, projectId: string): Promise<number> {
  await tx.query(LOCK_PROJECT, [projectId]);
  return (await tx.query<{ n: number }>(COUNT, [projectId]))[0]!.n;
}

const INSERT: Statement = { name: 'insert-webhook', text: 'INSERT INTO webhook (id, project_id, deployment_id, url, host, events, secret, created_by) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)' };

/** A webhook to insert, with its secret. */
export type NewWebhook = Pick<Webhook, 'id' | 'projectId' | 'deploymentId' | 'url' | 'host' | 'events' | 'createdBy'> & { readonly secret: string };

/** Inserts a webhook. */
export async function insertWebhook(tx: Connection, hook: NewWebhook): Promise<void> {
  await tx.query(INSERT, [hook.id, hook.projectId, hook.deploymentId, hook.url, hook.host, JSON.stringify(hook.events), hook.secret, hook.createdBy]);
}

const LOCK: Statement = { name: 'lock-webhook', text: `SELECT ${WEBHOOK_COLUMNS} FROM webhook t WHERE t.id = $1 AND t.deleted_at IS NULL FOR UPDATE` };

/** A webhook, locked. */
export async function lockWebhook(tx: Connection, id: string): Promise<Webhook | undefined> {
  return (await tx.query<Webhook>(LOCK, [id]))[0];
}

const UPDATE: Statement = {
  name: 'update-webhook',
  text: `UPDATE webhook SET url = $2, host = $3, events = $4::jsonb, is_enabled = $5, disabled_reason = $6, failing_since = $7, updated_at = now() WHERE id = $1`,
};

/** Writes what can change of a locked webhook. */
export async function updateWebhookRow(tx: Connection, hook: Pick<Webhook, 'id' | 'url' | 'host' | 'events' | 'isEnabled' | 'disabledReason' | 'failingSince'>): Promise<void> {
  await tx.query(UPDATE, [hook.id, hook.url, hook.host, JSON.stringify(hook.events), hook.isEnabled, hook.disabledReason, hook.failingSince]);
}

const DELETE: Statement = { name: 'delete-webhook', text: `UPDATE webhook SET deleted_at = now(), updated_at = now(), is_enabled = false, secret = '' WHERE id = $1` };

/** Marks a locked webhook as deleted, and forgets its secret. */
export async function markWebhookDeleted(tx: Connection, id: string): Promise<void> {
  await tx.query(DELETE, [id]);
}

const DELETE_OF: Statement = {
  name: 'delete-webhooks-of-projects',
  text: `WITH x AS MATERIALIZED (SELECT id FROM webhook WHERE project_id = ANY($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE)
    UPDATE webhook t SET deleted_at = now(), updated_at = now(), is_enabled = false, secret = '' FROM x WHERE t.id = x.id RETURNING ${WEBHOOK_COLUMNS}`,
};

/** Marks all webhooks of locked projects as deleted, and forgets their secrets; gives them. */
export function markWebhooksDeleted(tx: Connection, projectIds: readonly string[]): Promise<Webhook[]> {
  return tx.query<Webhook>(DELETE_OF, [projectIds]);
}

const FAILING: Statement = {
  name: 'webhook-fails',
  text: `UPDATE webhook SET failing_since = coalesce(failing_since, now()) WHERE id = $1 AND deleted_at IS NULL AND is_enabled RETURNING extract(epoch FROM now() - failing_since)::float8 AS seconds`,
};

/** Notes that a delivery has failed; gives for how long nothing has come through, in seconds, and null for a webhook that is off. It is locked then. */
export async function noteFailing(tx: Connection, id: string): Promise<number | null> {
  return (await tx.query<{ seconds: number }>(FAILING, [id]))[0]?.seconds ?? null;
}

const WELL: Statement = { name: 'webhook-is-well', text: 'UPDATE webhook SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL' };

/** Notes that a delivery has come through. */
export async function noteWell(tx: Connection, id: string): Promise<void> {
  await tx.query(WELL, [id]);
}

const SWITCH_OFF: Statement = { name: 'switch-webhook-off', text: 'UPDATE webhook SET is_enabled = false, disabled_reason = $2, updated_at = now() WHERE id = $1' };

/** Switches a locked webhook off. */
export async function switchOff(tx: Connection, id: string, reason: string): Promise<void> {
  await tx.query(SWITCH_OFF, [id, reason]);
}
