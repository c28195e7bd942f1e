// Mutations that make tasks.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { cloneTask } from '../../../../engine/task/clone-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { environmentOf } from '../spec/environment-variable.input.ts';
import { CloneTaskInput } from './clone-task.input.ts';
import { createAndEnqueue } from './create-and-enqueue.ts';
import { CreateTaskInput } from './create-task.input.ts';
import { taskIdOf } from './task-action.input.ts';
import { CloneTaskPayload, CreateTaskPayload } from './task.payload.ts';

/** Creating and cloning. */
@Resolver()
export class TaskMakingResolver {
  @Mutation(() => CreateTaskPayload, { description: 'Makes a task that belongs to no run, and puts it into a queue if asked. Needs the role operator.' })
  createTask(@Arg('input', () => CreateTaskInput, { description: 'The new task.' }) input: CreateTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return createAndEnqueue(ctx, input);
  }

  @Mutation(() => CloneTaskPayload, { description: 'Makes a new task with the spec of another; it belongs to no run and is not enqueued. Needs the role operator.' })
  cloneTask(@Arg('input', () => CloneTaskInput, { description: 'Which task, and what to change.' }) input: CloneTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const changes = () => ({ name: input.name ?? undefined, args: input.args ?? undefined, env: input.env ? environmentOf(input.env, ['env']) : undefined });
    return carryOut(ctx, { subject: 'task', input, command: async (context) => cloneTask(ctx.engine, context, { taskId: taskIdOf(input), ...changes() }) });
  }
}
