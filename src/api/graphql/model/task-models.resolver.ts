// Models of tasks.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Model } from '../../../domain/model/model.ts';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { TaskType } from '../task/task.type.ts';
import { ModelConnection } from './model.type.ts';

/** What a task has made. */
@Resolver(() => TaskType)
export class TaskModelsResolver {
  @FieldResolver(() => ModelConnection, { description: 'Models that it has made, the newest first; drafts go when it is reset.' })
  async models(@Root() task: ListedTask, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<Model>> {
    return connectionOf(await loaders.modelsOfTask.load(task.id, args));
  }
}
