// Mutations that put tasks into queues and take them out.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { dequeueTask, enqueueTask } from '../../../../engine/task/enqueue-task.service.ts';
import { retryTask } from '../../../../engine/task/retry-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { DequeueTaskInput } from './dequeue-task.input.ts';
import { EnqueueTaskInput } from './enqueue-task.input.ts';
import { RetryTaskInput } from './retry-task.input.ts';
import { taskIdOf } from './task-action.input.ts';
import { DequeueTaskPayload, EnqueueTaskPayload, RetryTaskPayload } from './task.payload.ts';

/** Enqueueing, dequeueing and retrying. */
@Resolver()
export class TaskQueueingResolver {
  @Mutation(() => EnqueueTaskPayload, { description: 'Puts a task at the end of its priority in a queue. A stopped or failed task runs again. Needs the role operator.' })
  enqueueTask(@Arg('input', () => EnqueueTaskInput, { description: 'Which task, and where.' }) input: EnqueueTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, {
      subject: 'task',
      input,
      command: async (context) => enqueueTask(ctx.engine, context, { taskId: taskIdOf(input), queueId: optionalId(input.queueId, 'Queue', ['queueId']), priority: input.priority ?? undefined }),
    });
  }

  @Mutation(() => DequeueTaskPayload, { description: 'Takes a task out of its queue; it is as before it was enqueued. Needs the role operator.' })
  dequeueTask(@Arg('input', () => DequeueTaskInput, { description: 'Which task.' }) input: DequeueTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => dequeueTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }

  @Mutation(() => RetryTaskPayload, { description: 'Runs an ended task again, in the queue it came from. Needs the role operator.' })
  retryTask(@Arg('input', () => RetryTaskInput, { description: 'Which task.' }) input: RetryTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => retryTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }
}
