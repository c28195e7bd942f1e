// `Subscription.metricSeries`: what a task reports, entry by entry.
import { GraphQLError } from 'graphql';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';
import type { ApiContext } from '../../context.ts';
import { fromGlobalId } from '../../global-id.ts';
import { decodeLogCursor } from '../../log/log-cursor.ts';
import type { EventSource } from '../feed/event.feed.ts';
import { entriesAfter } from '../feed/metric-entries.loader.ts';
import { metricFeed, type MetricRoot } from '../feed/metric.feed.ts';
import { MetricSeriesDeliveryType } from './metric-series-delivery.type.ts';

interface MetricSeriesArgs {
  readonly taskId: string;
  readonly metric?: string | null;
  readonly variant?: string | null;
  readonly after?: string | null;
}

/** Metrics of a task as a subscription. */
@Resolver()
export class MetricSeriesLiveResolver {
  @Subscription(() => MetricSeriesDeliveryType, {
    description: 'What a task reports, every entry once, in the order in which it was recorded; over all generations of the task that are there. One that takes the place of another comes as a new one, and what it took the place of no more. Ends with NOT_FOUND when there is no task that the caller may see.',
    subscribe: ({ source, args, context }) => openMetrics(args as MetricSeriesArgs, source as EventSource, context as ApiContext),
  })
  metricSeries(
    @Root() { cursor, entry }: MetricRoot,
    @Arg('taskId', () => ID, { description: 'The task whose metrics to follow.' }) _taskId: string,
    @Arg('metric', () => String, { nullable: true, description: 'Only series of this metric.' }) _metric: string | null,
    @Arg('variant', () => String, { nullable: true, description: 'Only series of this variant.' }) _variant: string | null,
    @Arg('after', () => String, { nullable: true, description: 'A cursor of this subscription, or of an edge of the values of one series: entries behind it. From the first one when absent. One that is none ends with CURSOR_INVALID.' }) _after: string | null,
  ): MetricSeriesDeliveryType {
    return { cursor, caughtUp: entry === null, entry };
  }
}

async function openMetrics({ taskId: id, metric, variant, after }: MetricSeriesArgs, { logs }: EventSource, { engine, loaders }: ApiContext): Promise<ReturnType<typeof metricFeed>> {
  const taskId = fromGlobalId(id, 'Task', ['taskId']);
  const place = after === null || after === undefined ? null : decodeLogCursor(after);
  if (place === null && typeof after === 'string') throw new GraphQLError('This is not a cursor of metrics: pass one exactly as it was received, or none to start at the first entry.', { extensions: { code: 'CURSOR_INVALID' } });
  if ((await loaders.task.load(taskId)) === null) throw new DomainError('NOT_FOUND', 'there is no such task; it may have been deleted', { path: ['taskId'] });
  const wanted = { taskId, metric: nameOf(metric), variant: nameOf(variant) };
  return metricFeed({ logs, taskId, after: place, read: (at) => entriesAfter(engine.db, wanted, at) });
}

// No name has a NUL, which PostgreSQL would refuse.
function nameOf(name: string | null | undefined): string | null {
  return name == null ? null : name.replaceAll('\0', '').toWellFormed();
}
