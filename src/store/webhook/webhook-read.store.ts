// Reads of webhooks and of what was sent to them.
import { WEBHOOK_LIMITS, type Webhook, type WebhookDelivery } from '../../domain/webhook/webhook.ts';
import type { Connection, Statement } from '../database.ts';
import { WebhookDeliveryEntity } from '../entity/webhook/webhook-delivery.entity.ts';
import { WebhookEntity } from '../entity/webhook/webhook.entity.ts';
import { selectList } from '../read/select-list.ts';

/** The columns of a `Webhook`, of a table with the alias `t`; its secret is none of them. */
export const WEBHOOK_COLUMNS = selectList(WebhookEntity, 't', ['secret', 'deletedAt']);
/** The columns of a `WebhookDelivery`, of a table with the alias `t`. */
export const DELIVERY_COLUMNS = selectList(WebhookDeliveryEntity, 't');

const OF_PROJECT: Statement = { name: 'webhooks-of-project', text: `SELECT ${WEBHOOK_COLUMNS} FROM webhook t WHERE t.project_id = $1 AND t.deleted_at IS NULL ORDER BY t.ord LIMIT ${WEBHOOK_LIMITS.perProject}` };

/** The webhooks of a project, the oldest first. */
export function webhooksOfProject(conn: Connection, projectId: string): Promise<Webhook[]> {
  return conn.query<Webhook>(OF_PROJECT, [projectId]);
}

const BY_ID: Statement = { name: 'webhook-by-id', text: `SELECT ${WEBHOOK_COLUMNS} FROM webhook t WHERE t.id = $1 AND t.deleted_at IS NULL` };

/** A webhook that is there. */
export async function webhookById(conn: Connection, id: string): Promise<Webhook | undefined> {
  return (await conn.query<Webhook>(BY_ID, [id]))[0];
}

const NEWEST: Statement = { name: 'newest-deliveries', text: `SELECT x.* FROM unnest($1::uuid[]) AS w (id) CROSS JOIN LATERAL (SELECT ${DELIVERY_COLUMNS} FROM webhook_delivery t WHERE t.webhook_id = w.id ORDER BY t.created_at DESC, t.id DESC LIMIT $2) x` };

/** What was sent to webhooks, or will be, of each so many at most, the newest first. */
export function newestDeliveries(conn: Connection, webhookIds: readonly string[], limit: number): Promise<WebhookDelivery[]> {
  return conn.query<WebhookDelivery>(NEWEST, [webhookIds, limit]);
}
