// The mutation that runs ended tasks again.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { retryTask } from '../../../../engine/task/retry-task.service.ts';
import type { ApiContext } from '../../context.ts';
import { optionalId } from '../../global-id.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { RetryTaskInput } from './retry-task.input.ts';
import { overridesOf } from './spec-overrides.input.ts';
import { taskIdOf } from './task-action.input.ts';
import { RetryTaskPayload } from './task.payload.ts';

/** `retryTask`. */
@Resolver()
export class TaskRetryResolver {
  @Mutation(() => RetryTaskPayload, {
    description: 'Runs an ended task again, in the queue it came from: from what failed, from a step, or from the start. Steps that succeeded before that place are not carried out again. Needs the role operator.',
  })
  retryTask(@Arg('input', () => RetryTaskInput, { description: 'Which task, and from where.' }) input: RetryTaskInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, {
      subject: 'task',
      input,
      command: async (context) => retryTask(ctx.engine, context, retryOf(input)),
      extra: ({ detail }) => ({ plan: detail ?? null }),
    });
  }
}

function retryOf(input: RetryTaskInput): Parameters<typeof retryTask>[2] {
  return {
    taskId: taskIdOf(input),
    from: input.from ?? undefined,
    stepId: optionalId(input.stepId, 'Step', ['stepId']),
    overrides: input.overrides ? overridesOf(input.overrides, ['overrides']) : undefined,
    dryRun: input.dryRun ?? undefined,
  };
}
