// The mutation that makes runs.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { createRun } from '../../../engine/run/create-run.service.ts';
import type { ApiContext } from '../context.ts';
import { carryOut } from '../mutation/carry-out.ts';
import type { PayloadRecord } from '../mutation/payload.type.ts';
import { CreateRunInput, runOf } from './create-run.input.ts';
import { CreateRunPayload } from './run.payload.ts';

/** `createRun`. */
@Resolver()
export class RunMakingResolver {
  @Mutation(() => CreateRunPayload, { description: 'Makes a run with its tasks; those that need nothing enter their queues unless `enqueue` is false. Needs the role operator.' })
  createRun(@Arg('input', () => CreateRunInput, { description: 'What to run.' }) input: CreateRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => createRun(ctx.engine, context, { ...runOf(input), enqueue: input.enqueue ?? true }) });
  }
}
