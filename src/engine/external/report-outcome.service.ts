// Outcomes from outside: whoever worked at a task says how it ended.
import { decideOutcome, OUTSIDE_ENDS, type FinalStatus, type OutsideEnd } from '../../domain/attempt/external.ts';
import { wordAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { accepted, outcomeOf, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { publishInHand } from '../task/publish-task.service.ts';
import { markMoved, noteStatus, type Said } from '../task/status-note.ts';
import type { Work } from '../work.ts';
import { forceAt, lockForOutside, saidAt, type OutsideHand } from './outside-call.ts';
import { conclude, concluded, endOf } from './outside-ending.ts';

/** How which task ended. `force`: whatever its status. */
export interface ReportOutcomeInput {
  readonly taskId: string;
  readonly status: OutsideEnd;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly force?: boolean | undefined;
  /** Of what has completed: its result is final from now on. */
  readonly publish?: boolean | undefined;
}

/**
 * Sets the status. The attempt of an outside worker ends with it; one of our own runners goes on until its process has ended, and
 * then changes the status no more. There is no further attempt by itself. Errors: INVALID, NOT_FOUND; refused when the table of
 * status changes has no such change and nobody insists.
 */
export async function reportOutcome(engine: Engine, context: CommandContext, input: ReportOutcomeInput): Promise<CommandOutcome> {
  const to = wordAt(input.status, ['status'], OUTSIDE_ENDS);
  const said = saidAt(input);
  const force = forceAt(input.force);
  const publish = input.publish === true && to === 'completed';
  return runCommand(engine, context, {
    op: 'reportOutcome',
    input,
    // Who insists says what is to be, not what is: that is a command like any other.
    gate: force || publish ? 'PASS' : 'REPORT',
    body: async (work) => {
      const hand = await lockForOutside(work, input.taskId, { runnerId: null, force });
      const outcome = await concludeInHand(work, hand, { to, said });
      if (publish && outcome.result !== 'REFUSED') await publishInHand(work, { ...hand, task: concluded(hand.task, 'completed') }, { via: 'USER', said });
      return outcome;
    },
  });
}

/** Ends a task under lock as it was told, if the rules allow it. One that has ended so already is given the new words for it. */
export async function concludeInHand(work: Work, hand: OutsideHand, how: { to: FinalStatus; said: Said }): Promise<BodyOutcome> {
  const { task } = hand;
  const verdict = decideOutcome(hand.view, how.to);
  if (verdict.kind === 'NOOP') await noteStatus(work, task, { ...how.said, patch: endOf(how.to) });
  if (verdict.kind !== 'END') return outcomeOf(task.id, verdict)!;
  await conclude(work, task, { ...how, via: verdict.via });
  markMoved(work, task);
  if (hand.run) await advanceRun(work, hand.run);
  return accepted(task.id);
}
