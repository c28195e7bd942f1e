// The runner that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Runner } from '../../../domain/attempt/runner.ts';
import type { ApiContext } from '../context.ts';
import { RunnerType } from '../runner/runner.type.ts';
import type { EventView } from './event-view.ts';
import { RunnerEventType } from './runner-event.type.ts';

/** Fields of `RunnerEvent` that need a read. */
@Resolver(() => RunnerEventType)
export class RunnerEventResolver {
  @FieldResolver(() => RunnerType, { nullable: true, description: 'The runner as it is when this is read, which may be later than the event.' })
  runner(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Runner | null> {
    return loaders.runner.load(logged.subjectId);
  }
}
