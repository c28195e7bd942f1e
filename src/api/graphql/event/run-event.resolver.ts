// The run that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Run } from '../../../domain/run/run.ts';
import type { ApiContext } from '../context.ts';
import { RunType } from '../run/run.type.ts';
import type { EventView } from './event-view.ts';
import { RunEventType } from './run-event.type.ts';

/** Fields of `RunEvent` that need a read. */
@Resolver(() => RunEventType)
export class RunEventResolver {
  @FieldResolver(() => RunType, { nullable: true, description: 'The run as it is when this is read, which may be later than the event.' })
  run(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Run | null> {
    return loaders.run.load(logged.subjectId);
  }
}
