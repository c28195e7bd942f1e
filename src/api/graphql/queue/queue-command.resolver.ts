// Mutations of queues.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { deleteQueue } from '../../../engine/queue/empty-queue.service.ts';
import { createQueue, drainQueue, pauseQueue, resumeQueue, updateQueue } from '../../../engine/queue/queue.service.ts';
import type { ApiContext } from '../context.ts';
import { carryOut } from '../mutation/carry-out.ts';
import type { PayloadRecord } from '../mutation/payload.type.ts';
import { CreateQueueInput } from './create-queue.input.ts';
import { DeleteQueueInput } from './delete-queue.input.ts';
import { DrainQueueInput } from './drain-queue.input.ts';
import { PauseQueueInput } from './pause-queue.input.ts';
import { queueIdOf } from './queue-action.input.ts';
import { CreateQueuePayload, DeleteQueuePayload, DrainQueuePayload, PauseQueuePayload, ResumeQueuePayload, UpdateQueuePayload } from './queue.payload.ts';
import { ResumeQueueInput } from './resume-queue.input.ts';
import { UpdateQueueInput } from './update-queue.input.ts';

/** Every mutation of a queue. */
@Resolver()
export class QueueCommandResolver {
  @Mutation(() => CreateQueuePayload, { description: 'Makes an open queue that all projects share. Needs the role operator in every project.' })
  createQueue(@Arg('input', () => CreateQueueInput, { description: 'The new queue.' }) input: CreateQueueInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { name, displayName, accepts, maxRunning, tags } = input;
    return carryOut(ctx, { subject: 'queue', input, command: (context) => createQueue(ctx.engine, context, { name, displayName: displayName ?? undefined, accepts, maxRunning: maxRunning ?? undefined, tags }) });
  }

  @Mutation(() => UpdateQueuePayload, { description: 'Changes the name, the limit, the accepted kinds, the tags or the display name of a queue. Refused with NEEDED for a new name of a queue that tasks enter by default. Needs the role admin; in every project, when the queue is shared by all.' })
  updateQueue(@Arg('input', () => UpdateQueueInput, { description: 'What to change.' }) input: UpdateQueueInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { name, displayName, accepts, maxRunning, tags } = input;
    return carryOut(ctx, { subject: 'queue', role: 'admin', input, command: async (context) => updateQueue(ctx.engine, context, { queueId: queueIdOf(input), name, displayName, accepts, maxRunning, tags }) });
  }

  @Mutation(() => DeleteQueuePayload, { description: 'Deletes a queue; its name is free then. What ran from it goes on, and what would come back to it enters the queue that tasks of its kind enter by default. Refused with NOT_EMPTY while tasks wait in it, and with NEEDED for a queue that tasks enter by default. Needs the role admin; in every project, when the queue is shared by all.' })
  deleteQueue(@Arg('input', () => DeleteQueueInput, { description: 'Which queue.' }) input: DeleteQueueInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queue', role: 'admin', input, command: async (context) => deleteQueue(ctx.engine, context, { queueId: queueIdOf(input), force: input.force }) });
  }

  @Mutation(() => PauseQueuePayload, { description: 'After this has answered nothing of the queue starts until it is resumed. Tasks that run go on. Needs the role operator; in every project, when the queue is shared by all.' })
  pauseQueue(@Arg('input', () => PauseQueueInput, { description: 'Which queue.' }) input: PauseQueueInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queue', input, command: async (context) => pauseQueue(ctx.engine, context, { queueId: queueIdOf(input) }) });
  }

  @Mutation(() => ResumeQueuePayload, { description: 'The queue hands out and accepts again. Needs the role operator; in every project, when the queue is shared by all.' })
  resumeQueue(@Arg('input', () => ResumeQueueInput, { description: 'Which queue.' }) input: ResumeQueueInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queue', input, command: async (context) => resumeQueue(ctx.engine, context, { queueId: queueIdOf(input) }) });
  }

  @Mutation(() => DrainQueuePayload, { description: 'The queue hands out what it holds and accepts nothing new. Needs the role operator; in every project, when the queue is shared by all.' })
  drainQueue(@Arg('input', () => DrainQueueInput, { description: 'Which queue.' }) input: DrainQueueInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'queue', input, command: async (context) => drainQueue(ctx.engine, context, { queueId: queueIdOf(input) }) });
  }
}
