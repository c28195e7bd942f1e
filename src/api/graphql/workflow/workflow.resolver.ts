// Workflows: how they are found, and what they are connected to.
import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Project } from '../../../domain/project.ts';
import type { Workflow, WorkflowVersion } from '../../../domain/run/workflow.ts';
import { listWorkflows } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { mustLoad, readNoun } from '../page/noun-read.ts';
import { ProjectType } from '../project/project.type.ts';
import { workflowFilterOf } from './workflow-filter.input.ts';
import { WorkflowVersionType } from './workflow-version.type.ts';
import { WorkflowListArgs } from './workflow.args.ts';
import { WorkflowConnection, WorkflowType } from './workflow.type.ts';


/** Queries and fields of workflows. */
@Resolver(() => WorkflowType)
export class WorkflowResolver {
  @Query(() => WorkflowType, { nullable: true, description: 'A workflow by its id; null when there is none. Needs the role viewer.' })
  workflow(@Arg('id', () => ID, { description: 'Id of the workflow.' }) id: string, @Ctx() ctx: ApiContext): Promise<Workflow | null> {
    return readNoun(ctx, ctx.loaders.workflow, { id, type: 'Workflow' });
  }

  @Query(() => WorkflowConnection, { description: 'Workflows, newest first unless ordered otherwise. Needs the role viewer.' })
  async workflows(@Args(() => WorkflowListArgs) args: WorkflowListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Workflow>> {
    return listConnection(ctx, listWorkflows, { filter: workflowFilterOf(args.filter, ctx.actor), args, loader: ctx.loaders.workflow });
  }

  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() workflow: Workflow): string {
    return toGlobalId('Workflow', workflow.id);
  }

  @FieldResolver(() => ProjectType, { description: 'Its project.' })
  project(@Root() workflow: Workflow, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, workflow.projectId);
  }

  @FieldResolver(() => WorkflowVersionType, { nullable: true, description: 'Its newest version.' })
  latestVersion(@Root() workflow: Workflow, @Ctx() { loaders }: ApiContext): Promise<WorkflowVersion | null> {
    return loaders.version.load({ workflowId: workflow.id, n: workflow.latest });
  }

  @FieldResolver(() => WorkflowVersionType, { nullable: true, description: 'One of its versions; null when there is none of this number.' })
  version(@Root() workflow: Workflow, @Arg('number', () => Int, { description: 'Number of the version, from 1.' }) n: number, @Ctx() { loaders }: ApiContext): Promise<WorkflowVersion | null> {
    return loaders.version.load({ workflowId: workflow.id, n }); // Int has 32 bits, as the column has
  }
}
