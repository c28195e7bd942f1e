// Mutations for the end of runs, and for what comes after it.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { finishRun } from '../../../../engine/run/finish-run.service.ts';
import { retryRun } from '../../../../engine/run/retry-run.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { runIdOf } from '../run-action.input.ts';
import { FinishRunInput } from './finish-run.input.ts';
import { RetryRunInput } from './retry-run.input.ts';
import { FinishRunPayload, RetryRunPayload } from './run-control.payload.ts';

/** Finishing and retrying. */
@Resolver()
export class RunEndingResolver {
  @Mutation(() => FinishRunPayload, { description: 'Ends a run gently: what runs goes on to its end, what has not begun is stopped. Needs the role operator.' })
  finishRun(@Arg('input', () => FinishRunInput, { description: 'Which run, and why.' }) input: FinishRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => finishRun(ctx.engine, context, { runId: runIdOf(input), reason: input.reason ?? undefined }) });
  }

  @Mutation(() => RetryRunPayload, { description: 'Runs every task of a run again that failed or was stopped, from what did not succeed of it; what needs them goes on when they succeed. Needs the role operator.' })
  retryRun(@Arg('input', () => RetryRunInput, { description: 'Which run.' }) input: RetryRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => retryRun(ctx.engine, context, { runId: runIdOf(input) }) });
  }
}
