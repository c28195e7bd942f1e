// Series of metrics: one by its name, its mean and its entries.
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { meanOf } from '../../../domain/metric/series-statistics.ts';
import type { MetricEntry } from '../../../domain/metric/metric-entry.ts';
import { seriesNamed } from '../../../engine/metric/named-series.read.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from '../page/connection.type.ts';
import { readNoun } from '../page/noun-read.ts';
import { PageArgs } from '../page/page.args.ts';
import { MetricEntryConnection } from './metric-entry.type.ts';
import { MetricSeriesArgs } from './metric-series.args.ts';
import { MetricSeriesType } from './metric-series.type.ts';

type ListedSeries = NonNullable<Awaited<ReturnType<typeof seriesNamed>>>;

/** `Query.metricSeries`, and the fields of series that are computed or read on demand. */
@Resolver(() => MetricSeriesType)
export class MetricSeriesResolver {
  @Query(() => MetricSeriesType, { nullable: true, description: 'One series of the present generation of a task; null when it has reported none of that name, or there is no such task that the caller may see. Needs the role viewer.' })
  async metricSeries(@Args(() => MetricSeriesArgs) { taskId, kind, metric, variant }: MetricSeriesArgs, @Ctx() ctx: ApiContext): Promise<ListedSeries | null> {
    const task = await readNoun(ctx, ctx.loaders.task, { id: taskId, type: 'Task' });
    return task === null ? null : seriesNamed(ctx.engine, { taskId: task.id, kind, metric, variant });
  }

  @FieldResolver(() => Number, { nullable: true, description: 'The mean of the values; null when there are none, or one of them is too large to be added up.' })
  mean(@Root() series: ListedSeries): number | null {
    return meanOf(series);
  }

  @FieldResolver(() => MetricEntryConnection, { description: 'Its entries in the order in which they were recorded; the cursors of the edges also resume the live series.' })
  async values(@Root() { id }: ListedSeries, @Args(() => PageArgs) args: PageArgs, @Ctx() { loaders }: ApiContext): Promise<Connection<MetricEntry>> {
    return connectionOf(await loaders.entriesOfSeries.load(String(id), args));
  }
}
