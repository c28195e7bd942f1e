// The output of tasks.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LogLine } from '../../../domain/attempt/log-line.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { TaskType } from '../task/task.type.ts';
import { LogLineConnection } from './log-connection.type.ts';
import { LogArgs } from './log.args.ts';

/** `Task.log`. */
@Resolver(() => TaskType)
export class TaskLogResolver {
  @FieldResolver(() => LogLineConnection, { description: 'Its output over all generations, the oldest line first. The cursors of the edges also resume the live log.' })
  async log(@Root() task: Task, @Args(() => LogArgs) args: LogArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<LogLine>> {
    return connectionOf(await loaders.linesOfTask.load(task.id, args));
  }
}
