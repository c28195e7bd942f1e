// The nouns that a task's event concerns, as they are now.
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Queue } from '../../../../domain/queue/queue.ts';
import type { Run } from '../../../../domain/run/run.ts';
import type { ListedTask } from '../../../../domain/task/task.ts';
import type { ApiContext } from '../../context.ts';
import { QueueType } from '../../queue/queue.type.ts';
import { RunType } from '../../run/run.type.ts';
import { TaskType } from '../../task/task.type.ts';
import type { EventView } from '../event-view.ts';
import { TaskEventType } from './task-event.type.ts';

/** Fields of `TaskEvent` that need a read. */
@Resolver(() => TaskEventType)
export class TaskEventResolver {
  @FieldResolver(() => TaskType, { nullable: true, description: 'The task as it is when this is read, which may be later than the event; null once deleted.' })
  task(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<ListedTask | null> {
    return loaders.task.load(logged.taskId ?? logged.subjectId);
  }

  @FieldResolver(() => RunType, { nullable: true, description: 'The run that owns the task, as it is when this is read; null when there is none.' })
  async run(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Run | null> {
    return logged.runId === null ? null : loaders.run.load(logged.runId);
  }

  @FieldResolver(() => QueueType, { nullable: true, description: 'The queue concerned, as it is when this is read; null when there is none.' })
  async queue(@Root() { logged }: EventView, @Ctx() { loaders }: ApiContext): Promise<Queue | null> {
    return logged.queueId === null ? null : loaders.queue.load(logged.queueId);
  }
}
