// The workflow that an event concerns, as it is now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Workflow } from '../../../domain/run/workflow.ts';
import type { ApiContext } from '../context.ts';
import { WorkflowType } from '../workflow/workflow.type.ts';
import type { EventView } from './event-view.ts';
import { WorkflowEventType } from './workflow-event.type.ts';

/** Fields of `WorkflowEvent` that need a read. */
@Resolver(() => WorkflowEventType)
export class WorkflowEventResolver {
  @FieldResolver(() => WorkflowType, { nullable: true, description: 'The workflow as it is when this is read, which may be later than the event.' })
  workflow(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Workflow | null> {
    return loaders.workflow.load(logged.subjectId);
  }
}
