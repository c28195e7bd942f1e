// Queries for runs.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Run } from '../../../domain/run/run.ts';
import { listRuns } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { runFilterOf } from './run-filter.input.ts';
import { RunListArgs } from './run.args.ts';
import { RunConnection, RunType } from './run.type.ts';

/** `run` and `runs`. */
@Resolver()
export class RunQueryResolver {
  @Query(() => RunType, { nullable: true, description: 'A run by its id; null when there is none. Needs the role viewer.' })
  run(@Arg('id', () => ID, { description: 'Id of the run.' }) id: string, @Ctx() ctx: ApiContext): Promise<Run | null> {
    return readNoun(ctx, ctx.loaders.run, { id, type: 'Run' });
  }

  @Query(() => RunConnection, { description: 'Runs, newest first unless ordered otherwise. Needs the role viewer.' })
  async runs(@Args(() => RunListArgs) args: RunListArgs, @Ctx() ctx: ApiContext): Promise<Connection<Run>> {
    return listConnection(ctx, listRuns, { filter: runFilterOf(args.filter, ctx.actor), args, loader: ctx.loaders.run });
  }
}
