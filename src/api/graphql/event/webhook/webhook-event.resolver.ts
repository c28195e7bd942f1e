// The webhook that an event concerns.
import { FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { EventView } from '../event-view.ts';
import { WebhookEventType } from './webhook-event.type.ts';

/** Fields of `WebhookEvent` that are not of its data. */
@Resolver(() => WebhookEventType)
export class WebhookEventResolver {
  @FieldResolver(() => ID, { description: 'Id of the webhook.' })
  webhookId(@Root() { logged }: EventView): string {
    return logged.subjectId;
  }
}
