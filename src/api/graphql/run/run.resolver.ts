// Fields of runs that show what they belong to.
import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Project } from '../../../domain/project.ts';
import type { Queue } from '../../../domain/queue/queue.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { Workflow, WorkflowVersion } from '../../../domain/run/workflow.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { mustLoad } from '../page/noun-read.ts';
import { ProjectType } from '../project/project.type.ts';
import { QueueType } from '../queue/queue.type.ts';
import { WorkflowVersionType } from '../workflow/workflow-version.type.ts';
import { WorkflowType } from '../workflow/workflow.type.ts';
import { RunType } from './run.type.ts';

/** What a run belongs to. */
@Resolver(() => RunType)
export class RunResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() run: Run): string {
    return toGlobalId('Run', run.id);
  }

  @FieldResolver(() => ProjectType, { description: 'Its project.' })
  project(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, run.projectId);
  }

  @FieldResolver(() => WorkflowType, { nullable: true, description: 'The workflow it was made of; null when the definition came with the call.' })
  workflow(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<Workflow | null> | null {
    return run.workflowId === null ? null : loaders.workflow.load(run.workflowId);
  }

  @FieldResolver(() => WorkflowVersionType, { nullable: true, description: 'The version of the workflow it was made of.' })
  workflowVersion(@Root() { workflowId, workflowN: n }: Run, @Ctx() { loaders }: ApiContext): Promise<WorkflowVersion | null> | null {
    return workflowId === null || n === null ? null : loaders.version.load({ workflowId, n });
  }

  @FieldResolver(() => QueueType, { nullable: true, description: 'The queue of those of its tasks that name none; that of their kind of work when null.' })
  queue(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<Queue | null> | null {
    return run.queueId === null ? null : loaders.queue.load(run.queueId);
  }

  @FieldResolver(() => RunType, { nullable: true, description: 'The run it was cloned from, if it was and that one still exists.' })
  clonedFrom(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<Run | null> | null {
    return run.clonedFrom === null ? null : loaders.run.load(run.clonedFrom);
  }
}
