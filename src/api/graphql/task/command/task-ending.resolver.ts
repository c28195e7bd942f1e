// Mutations that end tasks.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { abortTask, killTask } from '../../../../engine/task/end-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { AbortTaskInput } from './abort-task.input.ts';
import { KillTaskInput } from './kill-task.input.ts';
import { taskIdOf } from './task-action.input.ts';
import { AbortTaskPayload, KillTaskPayload } from './task.payload.ts';

/** Aborting and killing. */
@Resolver()
export class TaskEndingResolver {
  @Mutation(() => AbortTaskPayload, { description: 'Ends a task soon: TERM to its processes, KILL after the grace. It becomes STOPPED once its runner has ended it. Needs the role operator.' })
  abortTask(@Arg('input', () => AbortTaskInput, { description: 'Which task, and why.' }) input: AbortTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => abortTask(ctx.engine, context, { taskId: taskIdOf(input), reason: input.reason ?? undefined }) });
  }

  @Mutation(() => KillTaskPayload, { description: 'Ends a task at once: KILL to its processes. It becomes STOPPED once its runner has ended it. Needs the role operator.' })
  killTask(@Arg('input', () => KillTaskInput, { description: 'Which task, and why.' }) input: KillTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => killTask(ctx.engine, context, { taskId: taskIdOf(input), reason: input.reason ?? undefined }) });
  }
}
