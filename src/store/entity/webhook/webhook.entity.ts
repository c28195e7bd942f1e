// The table of webhooks.
import { defineEntity, p } from '@mikro-orm/core';
import type { WebhookEvent } from '../../../domain/webhook/webhook.ts';

/** One webhook; the domain's `Webhook` is the row without its secret. */
export const WebhookEntity = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  properties: {
    id: p.uuid().primary(),
    projectId: p.uuid(),
    deploymentId: p.uuid().nullable(),
    url: p.text(),
    host: p.text(),
    events: p.json<readonly WebhookEvent[]>(),
    secret: p.text(),
    isEnabled: p.boolean().default(true),
    disabledReason: p.text().nullable(),
    failingSince: p.datetime(3).nullable(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    deletedAt: p.datetime(3).nullable(),
    ord: p.bigint('number').autoincrement(),
  },
});
