// The table of messages for webhooks.
import { defineEntity, p } from '@mikro-orm/core';
import type { DeliveryState, WebhookDelivery } from '../../../domain/webhook/webhook.ts';

/** One message; rows equal the domain's `WebhookDelivery`. */
export const WebhookDeliveryEntity = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  properties: {
    id: p.uuid().primary(),
    webhookId: p.uuid(),
    type: p.text().$type<WebhookDelivery['type']>(),
    runId: p.uuid().nullable(),
    body: p.text(),
    state: p.text().$type<DeliveryState>().default('PENDING'),
    attempts: p.integer().default(0),
    createdAt: p.datetime(3).defaultRaw('now()'),
    nextAt: p.datetime(3).defaultRaw('now()'),
    endedAt: p.datetime(3).nullable(),
    statusCode: p.integer().nullable(),
    error: p.text().nullable(),
  },
});
