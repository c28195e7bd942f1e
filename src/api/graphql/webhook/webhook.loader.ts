// Loaders of what was sent to webhooks.
import DataLoader from 'dataloader';
import type { WebhookDelivery } from '../../../domain/webhook/webhook.ts';
import type { Connection } from '../../../store/database.ts';
import { newestDeliveries } from '../../../store/webhook/webhook-read.store.ts';

/** The newest deliveries of a webhook. */
export interface DeliveriesRef {
  readonly webhookId: string;
  readonly first: number;
}

/** Keyed by webhook and number; whether the caller may see the webhook has been judged by whoever read it. */
export interface WebhookLoaders {
  readonly deliveriesOfWebhook: DataLoader<DeliveriesRef, readonly WebhookDelivery[], string>;
}

/** The loaders: all webhooks of a list of which as many are asked for are read by one statement. */
export function webhookLoaders(db: Connection): WebhookLoaders {
  return {
    deliveriesOfWebhook: new DataLoader(async (refs) => {
      const numbers = [...Map.groupBy(refs, ({ first }) => first)];
      const read = await Promise.all(numbers.map(async ([first, same]) => [first, Map.groupBy(await newestDeliveries(db, same.map(({ webhookId }) => webhookId), first), ({ webhookId }) => webhookId)] as const));
      const found = new Map(read);
      return refs.map(({ webhookId, first }) => found.get(first)?.get(webhookId) ?? []);
    }, { cacheKeyFn: ({ webhookId, first }) => `${webhookId} ${first}` }),
  };
}
