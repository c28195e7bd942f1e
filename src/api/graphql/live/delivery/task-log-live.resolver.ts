// `Subscription.taskLog`: the output of a task, line by line.
import { GraphQLError } from 'graphql';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';
import type { ApiContext } from '../../context.ts';
import { fromGlobalId } from '../../global-id.ts';
import { decodeLogCursor } from '../../log/log-cursor.ts';
import type { EventSource } from '../feed/event.feed.ts';
import { logFeed, type LogRoot } from '../feed/log.feed.ts';
import { linesAfter } from '../feed/log-lines.loader.ts';
import { LogDeliveryType } from './log-delivery.type.ts';

interface TaskLogArgs {
  readonly taskId: string;
  readonly after?: string | null;
}

/** Output of a task as a subscription. */
@Resolver()
export class TaskLogLiveResolver {
  @Subscription(() => LogDeliveryType, {
    description: 'The output of a task, every line once, in the order in which it was recorded; over all generations of the task. Ends with NOT_FOUND when there is none that the caller may see.',
    subscribe: ({ source, args, context }) => openLog(args as TaskLogArgs, source as EventSource, context as ApiContext),
  })
  taskLog(
    @Root() { cursor, line }: LogRoot,
    @Arg('taskId', () => ID, { description: 'The task whose output to follow.' }) _taskId: string,
    @Arg('after', () => String, { nullable: true, description: 'A cursor of this subscription: lines behind it. From the oldest line that is there when absent. One whose lines are older than what is kept ends with CURSOR_EXPIRED and extensions.oldestCursor, one that is none with CURSOR_INVALID.' }) _after: string | null,
  ): LogDeliveryType {
    return { cursor, caughtUp: line === null, line };
  }
}

async function openLog({ taskId: id, after }: TaskLogArgs, { logs }: EventSource, { engine, loaders }: ApiContext): Promise<ReturnType<typeof logFeed>> {
  const taskId = fromGlobalId(id, 'Task', ['taskId']);
  const place = after === null || after === undefined ? null : decodeLogCursor(after);
  if (place === null && typeof after === 'string') throw new GraphQLError('This is not a cursor of a task log: pass one exactly as it was received, or none to start at the oldest line.', { extensions: { code: 'CURSOR_INVALID' } });
  if ((await loaders.task.load(taskId)) === null) throw new DomainError('NOT_FOUND', 'there is no such task; it may have been deleted', { path: ['taskId'] });
  return logFeed({ logs, taskId, after: place, read: (at) => linesAfter(engine.db, taskId, at) });
}
