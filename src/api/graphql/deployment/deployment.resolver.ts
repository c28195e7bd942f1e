// Fields of deployments that need a read.
import { Args, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { documentOf } from '../../../domain/deployment/deployed-definition.ts';
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import type { Project } from '../../../domain/project.ts';
import type { Queue } from '../../../domain/queue/queue.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { Workflow, WorkflowVersion } from '../../../domain/run/workflow.ts';
import type { ApiContext } from '../context.ts';
import { toGlobalId } from '../global-id.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { mustLoad } from '../page/noun-read.ts';
import { PageArgs } from '../page/page.args.ts';
import { ProjectType } from '../project/project.type.ts';
import { QueueType } from '../queue/queue.type.ts';
import { RunConnection } from '../run/run.type.ts';
import { JsonScalar } from '../scalars.ts';
import { WorkflowVersionType } from '../workflow/workflow-version.type.ts';
import { WorkflowType } from '../workflow/workflow.type.ts';
import { DeploymentType } from './deployment.type.ts';

/** Id, address, and what it belongs to. */
@Resolver(() => DeploymentType)
export class DeploymentResolver {
  @FieldResolver(() => ID, { description: 'Global id.' })
  id(@Root() deployment: Deployment): string {
    return toGlobalId('Deployment', deployment.id);
  }

  @FieldResolver(() => String, { description: 'What the paths of its REST routes begin with, below the address of this server.' })
  path(@Root() { name }: Deployment): string {
    return `/deployments/${name}/`;
  }

  @FieldResolver(() => ProjectType, { description: 'The project it belongs to, by which access to it is judged.' })
  project(@Root() deployment: Deployment, @Ctx() { loaders }: ApiContext): Promise<Project> {
    return mustLoad(loaders.project, deployment.projectId);
  }

  @FieldResolver(() => WorkflowType, { description: 'The workflow whose version it serves.' })
  workflow(@Root() deployment: Deployment, @Ctx() { loaders }: ApiContext): Promise<Workflow> {
    return mustLoad(loaders.workflow, deployment.workflowId);
  }

  @FieldResolver(() => WorkflowVersionType, { nullable: true, description: 'The version that it serves now.' })
  workflowVersion(@Root() deployment: Deployment, @Ctx() { loaders }: ApiContext): Promise<WorkflowVersion | null> {
    return servedVersion(deployment, loaders);
  }

  @FieldResolver(() => JsonScalar, { nullable: true, description: 'The workflow document that it serves now: every node with all its parameters, inputs and outputs.' })
  async document(@Root() deployment: Deployment, @Ctx() { loaders }: ApiContext): Promise<object | null> {
    const version = await servedVersion(deployment, loaders);
    return version === null ? null : documentOf(version.body);
  }

  @FieldResolver(() => QueueType, { nullable: true, description: 'The queue that its runs wait in; null when the caller may not see it, and when it has been deleted: they wait in the queue graph then.' })
  queue(@Root() deployment: Deployment, @Ctx() { loaders }: ApiContext): Promise<Queue | null> {
    return loaders.queue.load(deployment.queueId);
  }

  @FieldResolver(() => RunConnection, { description: 'Runs that were called by it, the newest first.' })
  async runs(@Root() deployment: Deployment, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<Run>> {
    return connectionOf(await loaders.runsOfDeployment.load(deployment.id, args));
  }
}

async function servedVersion({ workflowId, workflowN }: Deployment, loaders: ApiContext['loaders']): Promise<WorkflowVersion | null> {
  const n = workflowN ?? (await mustLoad(loaders.workflow, workflowId)).latest;
  return loaders.version.load({ workflowId, n });
}
