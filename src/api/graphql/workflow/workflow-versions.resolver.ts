// Versions of workflows as a list.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Workflow, WorkflowVersion } from '../../../domain/run/workflow.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { WorkflowVersionConnection } from './workflow-version.type.ts';
import { WorkflowType } from './workflow.type.ts';

/** `Workflow.versions`. */
@Resolver(() => WorkflowType)
export class WorkflowVersionsResolver {
  @FieldResolver(() => WorkflowVersionConnection, { description: 'Its versions, the newest first.' })
  async versions(@Root() workflow: Workflow, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<WorkflowVersion>> {
    return connectionOf(await loaders.versionsOfWorkflow.load(workflow.id, args));
  }
}
