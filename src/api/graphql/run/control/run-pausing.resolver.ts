// Mutations that let runs stand still and go on.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { pauseRun, resumeRun } from '../../../../engine/run/pause-run.service.ts';
import type { ApiContext } from '../../context.ts';
import { carryOut } from '../../mutation/carry-out.ts';
import type { PayloadRecord } from '../../mutation/payload.type.ts';
import { runIdOf } from '../run-action.input.ts';
import { PauseRunInput } from './pause-run.input.ts';
import { ResumeRunInput } from './resume-run.input.ts';
import { PauseRunPayload, ResumeRunPayload } from './run-control.payload.ts';

/** Pausing and resuming. */
@Resolver()
export class RunPausingResolver {
  @Mutation(() => PauseRunPayload, { description: 'After this has answered nothing of the run starts until it is resumed. Tasks that can stand still do so after their step, others go on to their end. Needs the role operator.' })
  pauseRun(@Arg('input', () => PauseRunInput, { description: 'Which run.' }) input: PauseRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => pauseRun(ctx.engine, context, { runId: runIdOf(input) }) });
  }

  @Mutation(() => ResumeRunPayload, { description: 'Lets the tasks of a paused run start again, and those go on that stand still because of it. What was paused on its own stays paused. Needs the role operator.' })
  resumeRun(@Arg('input', () => ResumeRunInput, { description: 'Which run.' }) input: ResumeRunInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    return carryOut(ctx, { subject: 'run', input, command: async (context) => resumeRun(ctx.engine, context, { runId: runIdOf(input) }) });
  }
}
