// Queries for tasks.
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { ListedTask } from '../../../domain/task/task.ts';
import { listTasks } from '../../../engine/read/lists.read.ts';
import type { ApiContext } from '../context.ts';
import type { Connection } from '../page/connection.type.ts';
import { listConnection } from '../page/list-read.ts';
import { readNoun } from '../page/noun-read.ts';
import { taskFilterOf } from './task-filter.input.ts';
import { TaskListArgs } from './task.args.ts';
import { TaskConnection, TaskType } from './task.type.ts';

/** `task` and `tasks`. */
@Resolver()
export class TaskQueryResolver {
  @Query(() => TaskType, { nullable: true, description: 'A task by its id; null when there is none. Needs the role viewer.' })
  task(@Arg('id', () => ID, { description: 'Id of the task.' }) id: string, @Ctx() ctx: ApiContext): Promise<ListedTask | null> {
    return readNoun(ctx, ctx.loaders.task, { id, type: 'Task' });
  }

  @Query(() => TaskConnection, { description: 'Tasks, newest first unless ordered otherwise. Needs the role viewer.' })
  async tasks(@Args(() => TaskListArgs) args: TaskListArgs, @Ctx() ctx: ApiContext): Promise<Connection<ListedTask>> {
    return listConnection(ctx, listTasks, { filter: taskFilterOf(args.filter, ctx.actor), args, loader: ctx.loaders.task });
  }
}
