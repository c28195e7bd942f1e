// Queries for runners.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Runner } from '../../../domain/attempt/runner.ts';
import { listRunners } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { runnerFilterOf } from './runner-filter.input.ts';
import { RunnerListArgs } from './runner.args.ts';
import { RunnerConnection, RunnerType } from './runner.type.ts';

/** `runner` and `runners`. */
@Resolver()
export class RunnerQueryResolver {
  @Query(() => RunnerType, { nullable: true, description: 'A runner by its id; null when there is none. Needs the role viewer.' })
  runner(@Arg('id', () => ID, { description: 'Id of the runner.' }) id: string, @Ctx() ctx: ApiContext): Promise<Runner | null> {
    return readNoun(ctx, ctx.loaders.runner, { id, type: 'Runner' });
  }

  @Query(() => RunnerConnection, { description: 'Runners, newest first unless ordered otherwise. Needs the role viewer.' })
  async runners(@Args(() => RunnerListArgs) args: RunnerListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Runner>> {
    return listConnection(ctx, listRunners, { filter: runnerFilterOf(args.filter), args, loader: ctx.loaders.runner });
  }
}
