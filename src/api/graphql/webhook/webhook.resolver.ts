// Webhooks: how they are found, and what was sent to them.
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import { invalid } from '../../../domain/input/check.ts';
import type { Project } from '../../../domain/project.ts';
import { WEBHOOK_LIMITS, type Webhook, type WebhookDelivery } from '../../../domain/webhook/webhook.ts';
import { listWebhooks } from '../../../engine/read/webhook.read.ts';
import type { ApiContext } from '../context.ts';
import { DeploymentType } from '../deployment/deployment.type.ts';
import { optionalId, toGlobalId } from '../global-id.ts';
import { mustLoad } from '../page/noun-read.ts';
import { ProjectType } from '../project/project.type.ts';
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
    return ctx.loaders.deliveriesOfWebhook.load({ webhookId: webhook.id, first });
  }

  @FieldResolver(() => ProjectType, { description: 'The project whose runs it is told of.' })
  project(@Root() webhook: Webhook, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, webhook.projectId);
  }

  @FieldResolver(() => ID, { nullable: true, description: 'Id of the deployment of whose runs alone it is told, also when that has been deleted; null when it is told of all runs of its project.' })
  deploymentId(@Root() { deploymentId }: Webhook): string | null {
    return deploymentId === null ? null : toGlobalId('Deployment', deploymentId);
  }

  @FieldResolver(() => DeploymentType, { nullable: true, description: 'That deployment; null for none, and when it has been deleted.' })
  deployment(@Root() { deploymentId }: Webhook, @Ctx() { loaders }: ApiContext): Promise<Deployment | null> | null {
    return deploymentId === null ? null : loaders.deployment.load(deploymentId);
  }
}
