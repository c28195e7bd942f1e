// Mutations of runs.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { abortRun, cloneRun, enqueueRun } from '../../../engine/run/end-run.service.ts';
import type { ApiContext } from '../context.ts';
import { carryOut } from '../mutation/carry-out.ts';
import type { PayloadRecord } from '../mutation/payload.type.ts';
import { AbortRunInput } from './abort-run.input.ts';
import { CloneRunInput } from './clone-run.input.ts';
import { EnqueueRunInput } from './enqueue-run.input.ts';
import { runIdOf } from './run-action.input.ts';
import { AbortRunPayload, CloneRunPayload, EnqueueRunPayload } from './run.payload.ts';

/** Commands on runs that exist. */
@Resolver()
export class RunCommandResolver {
  @Mutation(() => AbortRunPayload, { description: 'Ends a run: what waits is stopped, what runs is aborted, nothing of it starts any more. Needs the role operator.' })
  abortRun(@Arg('input', () => AbortRunInput, { description: 'Which run, and why.' }) input: AbortRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => abortRun(ctx.engine, context, { runId: runIdOf(input), reason: input.reason ?? undefined }) });
  }

  @Mutation(() => EnqueueRunPayload, { description: 'Lets the tasks of a run enter their queues by themselves from now on. Needs the role operator.' })
  enqueueRun(@Arg('input', () => EnqueueRunInput, { description: 'Which run.' }) input: EnqueueRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => enqueueRun(ctx.engine, context, { runId: runIdOf(input) }) });
  }

  @Mutation(() => CloneRunPayload, { description: 'Makes a new run of the definition and inputs that another one kept. Needs the role operator.' })
  cloneRun(@Arg('input', () => CloneRunInput, { description: 'Which run.' }) input: CloneRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { name, enqueue } = input;
    return carryOut(ctx, { subject: 'run', input, command: async (context) => cloneRun(ctx.engine, context, { runId: runIdOf(input), name: name ?? undefined, enqueue: enqueue ?? true }) });
  }
}
