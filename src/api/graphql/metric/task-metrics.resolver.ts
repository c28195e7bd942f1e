// The metrics of tasks.
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { ListedTask } from '../../../domain/task/task.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { PageArgs } from '../page/page.args.ts';
import { TaskType } from '../task/task.type.ts';
import { MetricSeriesConnection } from './metric-series.type.ts';

/** `Task.metrics`. */
@Resolver(() => TaskType)
export class TaskMetricsResolver {
  @FieldResolver(() => MetricSeriesConnection, { description: 'What it has reported in its present generation: a series for each kind, metric and variant, in the order in which they came to be.' })
  async metrics(@Root() task: ListedTask, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<object>> {
    return connectionOf(await loaders.seriesOfTask.load(task.id, args));
  }
}
