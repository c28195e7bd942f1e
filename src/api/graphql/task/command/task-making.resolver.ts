// Mutations that make tasks.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { cloneTask } from '../../../../engine/task/clone-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { CloneTaskInput } from './clone-task.input.ts';
import { createAndEnqueue } from './create-and-enqueue.ts';
import { CreateTaskInput } from './create-task.input.ts';
import { overridesOf } from './spec-overrides.input.ts';
import { taskIdOf } from './task-action.input.ts';
import { CloneTaskPayload, CreateTaskPayload } from './task.payload.ts';

/** Creating and cloning. */
@Resolver()
export class TaskMakingResolver {
  @Mutation(() => CreateTaskPayload, { description: 'Makes a task that belongs to no run, and puts it into a queue if asked. Needs the role operator.' })
  createTask(@Arg('input', () => CreateTaskInput, { description: 'The new task.' }) input: CreateTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return createAndEnqueue(ctx, input);
  }

  @Mutation(() => CloneTaskPayload, {
    description: 'Makes a new task with the spec of another. A command then belongs to no run; any other kind of work gets a run of its own. It enters a queue when one is named. Needs the role operator.',
  })
  cloneTask(@Arg('input', () => CloneTaskInput, { description: 'Which task, and what to change.' }) input: CloneTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => cloneTask(ctx.engine, context, cloneOf(input)) });
  }
}

function cloneOf(input: CloneTaskInput): Parameters<typeof cloneTask>[2] {
  return { taskId: taskIdOf(input), name: input.name ?? undefined, queueId: optionalId(input.queueId, 'Queue', ['queueId']), ...overridesOf(input, []) };
}
