// Mutations that make tasks new again, and that seal them.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { closeTask, publishTask } from '../../../../engine/task/publish-task.service.ts';
import { resetTask } from '../../../../engine/task/reset-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { taskIdOf } from '../command/task-action.input.ts';
import { CloseTaskInput } from './close-task.input.ts';
import { CloseTaskPayload, PublishTaskPayload, ResetTaskPayload } from './control.payload.ts';
import { PublishTaskInput } from './publish-task.input.ts';
import { ResetTaskInput } from './reset-task.input.ts';

/** Resetting, publishing, closing. */
@Resolver()
export class TaskFinalResolver {
  @Mutation(() => ResetTaskPayload, { description: 'Makes a task as if it had never run: CREATED, in a new generation. What it did before stays on record under the older one. Needs the role operator.' })
  resetTask(@Arg('input', () => ResetTaskInput, { description: 'Which task.' }) input: ResetTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => resetTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }

  @Mutation(() => PublishTaskPayload, { description: 'Makes the end of a task final. Needs the role operator.' })
  publishTask(@Arg('input', () => PublishTaskInput, { description: 'Which task.' }) input: PublishTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => publishTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }

  @Mutation(() => CloseTaskPayload, { description: 'Seals a stopped task: it is never enqueued or retried any more. Needs the role operator.' })
  closeTask(@Arg('input', () => CloseTaskInput, { description: 'Which task.' }) input: CloseTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => closeTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }
}
