// The output of tasks.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LogLine } from '../../../domain/attempt/log-line.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { BigIntScalar } from '../scalars.ts';
import { TaskType } from '../task/task.type.ts';
import { LogLineConnection } from './log-connection.type.ts';
import { refuseExpired } from './log-expiry.ts';
import { LogArgs } from './log.args.ts';

/** `Task.log` and `Task.logLinesGone`. */
@Resolver(() => TaskType)
export class TaskLogResolver {
  @FieldResolver(() => LogLineConnection, {
    description: 'Its output over all generations, the oldest line first. The cursors of the edges also resume the live log. One whose lines are older than what is kept fails with CURSOR_EXPIRED and extensions.oldestCursor.',
  })
  async log(@Root() task: ListedTask, @Args(() => LogArgs) args: LogArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<LogLine>> {
    const page = await loaders.linesOfTask.load(task.id, args);
    await refuseExpired(loaders.lostLinesOfTask, { taskId: task.id, rows: page.rows, after: args.after ?? null, before: args.before ?? null });
    return connectionOf(page);
  }

  @FieldResolver(() => BigIntScalar, { description: 'How many of the oldest lines of its output are gone, because they are older than what is kept.' })
  async logLinesGone(@Root() task: ListedTask, @Ctx() { loaders }: ApiContext): Promise<number> {
    return (await loaders.lostLinesOfTask.load(task.id)).count;
  }
}
