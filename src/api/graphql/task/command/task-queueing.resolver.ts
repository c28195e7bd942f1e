// Mutations that put tasks into queues and take them out.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { dequeueTask, enqueueTask } from '../../../../engine/task/enqueue-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { placeOf } from '../../queue/item/queue-place.input.ts';
import { DequeueTaskInput } from './dequeue-task.input.ts';
import { EnqueueTaskInput } from './enqueue-task.input.ts';
import { taskIdOf } from './task-action.input.ts';
import { DequeueTaskPayload, EnqueueTaskPayload } from './task.payload.ts';

/** Enqueueing and dequeueing. */
@Resolver()
export class TaskQueueingResolver {
  @Mutation(() => EnqueueTaskPayload, { description: 'Puts a task into a queue, at the end of its priority or at a place. A stopped or failed task runs again. Needs the role operator.' })
  enqueueTask(@Arg('input', () => EnqueueTaskInput, { description: 'Which task, and where.' }) input: EnqueueTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, {
      subject: 'task',
      input,
      command: async (context) => enqueueTask(ctx.engine, context, entryOf(input)),
    });
  }

  @Mutation(() => DequeueTaskPayload, { description: 'Takes a task out of its queue; it is as before it was enqueued. Needs the role operator.' })
  dequeueTask(@Arg('input', () => DequeueTaskInput, { description: 'Which task.' }) input: DequeueTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => dequeueTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }
}

function entryOf(input: EnqueueTaskInput): Parameters<typeof enqueueTask>[2] {
  return {
    taskId: taskIdOf(input),
    queueId: optionalId(input.queueId, 'Queue', ['queueId']),
    priority: input.priority ?? undefined,
    place: input.place ? placeOf(input.place, ['place']) : undefined,
  };
}
