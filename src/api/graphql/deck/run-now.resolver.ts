// The mutation that calls a device at once.
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { runNow } from '../../../engine/deck/run-now.service.ts';
import type { ApiContext } from '../context.ts';
import { optionalId, toGlobalId } from '../global-id.ts';
import { carryOut } from '../mutation/carry-out.ts';
import { type PayloadRecord, payloadType } from '../mutation/payload.type.ts';
import { RunType } from '../run/run.type.ts';
import { RunNowInput } from './run-now.input.ts';

/** Answer of runNow. */
export const RunNowPayload = payloadType('RunNow', { field: 'run', type: () => RunType, description: 'The run that was made of the call; null when none was.' });

/** `runNow`. */
@Resolver()
export class RunNowResolver {
  @Mutation(() => RunNowPayload, {
    description: 'Calls a method of an instrument now, past all queues, on a deck that nobody uses: a run of one task of one step. Refused with DECK_BUSY, which names the task that uses the deck, or DECK_OFFLINE. It is never repeated by itself. Needs the role operator.',
  })
  runNow(@Arg('input', () => RunNowInput, { description: 'Which call.' }) input: RunNowInput, @Ctx() ctx: ApiContext): Promise<PayloadRecord> {
    const { deck, instrument, method, args } = input;
    const call = () => ({ deck, instrument, method, args: args ?? undefined, projectId: optionalId(input.projectId, 'Project', ['projectId']) });
    return carryOut(ctx, { subject: 'run', input, command: async (context) => inGlobalIds(await runNow(ctx.engine, context, call())) });
  }
}

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

// The engine names the task that uses the deck by the id that it knows.
function inGlobalIds(outcome: CommandOutcome): CommandOutcome {
  return outcome.code === 'DECK_BUSY' ? { ...outcome, message: outcome.message && outcome.message.replaceAll(UUID, (id) => toGlobalId('Task', id)) } : outcome;
}
