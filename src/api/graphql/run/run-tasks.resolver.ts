// Fields of runs that show their tasks.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Run } from '../../../domain/run/run.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { TaskConnection } from '../task/task.type.ts';
import { RunProgressType, progressOf } from './run-progress.type.ts';
import { RunType } from './run.type.ts';

/** The tasks, and how far they are. */
@Resolver(() => RunType)
export class RunTasksResolver {
  @FieldResolver(() => TaskConnection, { description: 'Its tasks, in the order of the definition.' })
  async tasks(@Root() run: Run, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<ListedTask>> {
    return connectionOf(await loaders.tasksOfRun.load(run.id, args));
  }

  @FieldResolver(() => RunProgressType, { description: 'Its tasks, counted.' })
  async progress(@Root() run: Run, @Ctx() { loaders }: ApiContext): Promise<RunProgressType> {
    return progressOf(await loaders.statusCountsOfRun.load(run.id));
  }
}
