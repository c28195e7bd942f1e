// Mutations that end tasks at a boundary, or in the books.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { stopTask } from '../../../../engine/task/end-task.service.ts';
import { forceTask } from '../../../../engine/task/force-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { taskIdOf } from '../command/task-action.input.ts';
import { ForceTaskPayload, StopTaskPayload } from './control.payload.ts';
import { ForceTaskInput } from './force-task.input.ts';
import { StopTaskInput } from './stop-task.input.ts';

/** Stopping and forcing. */
@Resolver()
export class TaskStoppingResolver {
  @Mutation(() => StopTaskPayload, { description: 'Ends a task after its step, its iteration, or by itself. It becomes STOPPED; COMPLETED after an iteration whose cleanup ran. Needs the role operator.' })
  stopTask(@Arg('input', () => StopTaskInput, { description: 'Which task, and where.' }) input: StopTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { after, cleanup, reason } = input;
    const asked = { after: after ?? undefined, cleanup: cleanup ?? undefined, reason: reason ?? undefined };
    return carryOut(ctx, { subject: 'task', input, command: async (context) => stopTask(ctx.engine, context, { taskId: taskIdOf(input), ...asked }) });
  }

  @Mutation(() => ForceTaskPayload, { description: 'Ends a task in the books although its runner is silent; whatever the runner still reports is refused. Make sure that it does no harm any more. Needs the role operator.' })
  forceTask(@Arg('input', () => ForceTaskInput, { description: 'Which task, and why.' }) input: ForceTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'task', input, command: async (context) => forceTask(ctx.engine, context, { taskId: taskIdOf(input), reason: input.reason ?? undefined }) });
  }
}
