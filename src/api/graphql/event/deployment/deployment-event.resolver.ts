// The deployment that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Deployment } from '../../../../domain/deployment/deployment.ts';
import type { ApiContext } from '../../context.ts';
import { DeploymentType } from '../../deployment/deployment.type.ts';
import type { EventView } from '../event-view.ts';
import { DeploymentEventType } from './deployment-event.type.ts';

/** Fields of `DeploymentEvent` that need a read. */
@Resolver(() => DeploymentEventType)
export class DeploymentEventResolver {
  @FieldResolver(() => DeploymentType, { nullable: true, description: 'The deployment as it is when this is read, which may be later than the event; null when it is gone.' })
  deployment(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Deployment | null> {
    return loaders.deployment.load(logged.subjectId);
  }
}
