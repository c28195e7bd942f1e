// The model that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Model } from '../../../../domain/model/model.ts';
import type { ApiContext } from '../../context.ts';
import { ModelType } from '../../model/model.type.ts';
import type { EventView } from '../event-view.ts';
import { ModelEventType } from './model-event.type.ts';

/** Fields of `ModelEvent` that need a read. */
@Resolver(() => ModelEventType)
export class ModelEventResolver {
  @FieldResolver(() => ModelType, { nullable: true, description: 'The model as it is when this is read, which may be later than the event; null when it is gone.' })
  model(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Model | null> {
    return loaders.model.load(logged.subjectId);
  }
}
