// Mutations that make tasks new again, that seal them, and that delete them.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { deleteTask } from '../../../../engine/task/delete-task.service.ts';
import { closeTask, publishTask } from '../../../../engine/task/publish-task.service.ts';
import { resetTask } from '../../../../engine/task/reset-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { taskIdOf } from '../command/task-action.input.ts';
import { CloseTaskInput } from './close-task.input.ts';
import { CloseTaskPayload, DeleteTaskPayload, PublishTaskPayload, ResetTaskPayload } from './control.payload.ts';
import { DeleteTaskInput } from './delete-task.input.ts';
import { PublishTaskInput } from './publish-task.input.ts';
import { ResetTaskInput } from './reset-task.input.ts';

/** Resetting, publishing, closing, deleting. */
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

  @Mutation(() => DeleteTaskPayload, { description: 'Deletes a task that has not begun or has ended, with what it reported and the drafts of models that it made. Nobody finds it from then on. Not a task of a run that goes on, nor one of which something published came. Needs the role operator.' })
  deleteTask(@Arg('input', () => DeleteTaskInput, { description: 'Which task.' }) input: DeleteTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => deleteTask(ctx.engine, context, { taskId: taskIdOf(input) }) });
  }
}
