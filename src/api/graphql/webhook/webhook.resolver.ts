// Webhooks: how they are found, and what was sent to them.
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { invalid } from '../../../domain/input/check.ts';
import { WEBHOOK_LIMITS, type Webhook, type WebhookDelivery } from '../../../domain/webhook/webhook.ts';
import { deliveriesOf, listWebhooks } from '../../../engine/read/webhook.read.ts';
import type { ApiContext } from '../context.ts';
import { optionalId } from '../global-id.ts';
import { WebhookDeliveryType } from './webhook-delivery.type.ts';
import { WebhookType } from './webhook.type.ts';

/** Messages that are shown unless another number is asked for. */
const USUAL_DELIVERIES = 20;

/** Queries and fields of webhooks. */
@Resolver(() => WebhookType)
export class WebhookResolver {
  @Query(() => [WebhookType], { description: `Webhooks of a project, the oldest first: at most ${WEBHOOK_LIMITS.perProject}. Needs the role operator in it.` })
  webhooks(@Arg('projectId', () => ID, { nullable: true, description: 'Id of the project; the root project when absent.' }) projectId: string | null, @Ctx() ctx: ApiContext): Promise<readonly Webhook[]> {
    return listWebhooks(ctx.engine, ctx.actor, optionalId(projectId, 'Project', ['projectId']) ?? null);
  }

  @FieldResolver(() => [WebhookDeliveryType], { description: `What was sent to it, and what will be, the newest first; at most ${WEBHOOK_LIMITS.listed}.` })
  deliveries(@Root() webhook: Webhook, @Arg('first', () => Int, { defaultValue: USUAL_DELIVERIES, description: `How many, 1 to ${WEBHOOK_LIMITS.listed}.` }) first: number, @Ctx() ctx: ApiContext): Promise<readonly WebhookDelivery[]> {
    if (first < 1 || first > WEBHOOK_LIMITS.listed) invalid(['first'], `must be from 1 to ${WEBHOOK_LIMITS.listed}`);
    return deliveriesOf(ctx.engine, webhook, first);
  }
}
