// Fields of runs that deployments add: by which one it was called, and what it gave.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { documentOf } from '../../../domain/deployment/deployed-definition.ts';
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { RunGraphResult } from '../../../store/read/deployment/graph-result-read.store.ts';
import type { ApiContext } from '../context.ts';
import { GraphResultType } from '../graph/graph-result.type.ts';
import { RunType } from '../run/run.type.ts';
import { DeploymentType } from './deployment.type.ts';

/** `Run.deployment` and `Run.result`. */
@Resolver(() => RunType)
export class RunDeploymentFieldsResolver {
  @FieldResolver(() => DeploymentType, { nullable: true, description: 'The deployment that it was called by; null when it was made otherwise, or the deployment is gone.' })
  deployment(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<Deployment | null> | null {
    return run.deploymentId === null ? null : loaders.deployment.load(run.deploymentId);
  }

  @FieldResolver(() => GraphResultType, { nullable: true, description: 'What its graph gave; null while there is nothing, when it failed, and for runs without a graph.' })
  result(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<RunGraphResult | null> | null {
    // Not by the deployment: the copy of a graph in another project has none.
    return documentOf(run.definition) === null ? null : loaders.resultOfRun.load(run.id);
  }
}
