// Fields of workflow versions that show other nouns.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Workflow, WorkflowVersion } from '../../../domain/run/workflow.ts';
import type { ApiContext } from '../context.ts';
import { mustLoad } from '../page/noun-read.ts';
import { WorkflowVersionType } from './workflow-version.type.ts';
import { WorkflowType } from './workflow.type.ts';

/** `WorkflowVersion.workflow`. */
@Resolver(() => WorkflowVersionType)
export class WorkflowVersionResolver {
  @FieldResolver(() => WorkflowType, { description: 'The workflow it is a version of.' })
  workflow(@Root() version: WorkflowVersion, @Ctx() { loaders }: ApiContext): Promise<Workflow> {
    return mustLoad(loaders.workflow, version.workflowId);
  }
}
