// Queries for deployments.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../../domain/access.ts';
import type { Deployment } from '../../../domain/deployment/deployment.ts';
import { DomainError } from '../../../domain/errors.ts';
import { deploymentNamed } from '../../../engine/read/deployment.read.ts';
import { listDeployments } from '../../../engine/read/lists.read.ts';
import { projectReach } from '../../../engine/read/project-reach.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { deploymentFilterOf } from './deployment-filter.input.ts';
import { DeploymentListArgs } from './deployment.args.ts';
import { DeploymentConnection, DeploymentType } from './deployment.type.ts';

/** `deployment` and `deployments`. */
@Resolver()
export class DeploymentQueryResolver {
  @Query(() => DeploymentType, { nullable: true, description: 'A deployment by its id or by its name, the default one when neither is given; null when there is none. Needs the role viewer in its project.' })
  async deployment(
    @Arg('id', () => ID, { nullable: true, description: 'Id of the deployment.' }) id: string | null | undefined,
    @Arg('name', () => String, { nullable: true, description: 'Its name.' }) name: string | null | undefined,
    @Ctx() ctx: ApiContext,
  ): Promise<Deployment | null> {
    requireRole(ctx.actor, 'viewer');
    if (id != null && name != null) throw new DomainError('INVALID', 'name: give the id or the name of a deployment, not both', { path: ['name'] });
    if (id != null) return readNoun(ctx, ctx.loaders.deployment, { id, type: 'Deployment' });
    await projectReach(ctx.engine.db, ctx.actor); // to whom no project is open is told so, as everywhere
    return deploymentNamed(ctx.engine, ctx.actor, name ?? null);
  }

  @Query(() => DeploymentConnection, { description: 'Deployments, newest first unless ordered otherwise. Needs the role viewer.' })
  async deployments(@Args(() => DeploymentListArgs) args: DeploymentListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Deployment>> {
    return listConnection(ctx, listDeployments, { filter: deploymentFilterOf(args.filter, ctx.actor), args, loader: ctx.loaders.deployment });
  }
}
