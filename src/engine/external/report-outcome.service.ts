// Outcomes from outside: whoever worked at a task says how it ended.
import { closingFor, decideOutcome, OUTSIDE_ENDS, type Conclusion, type OutsideEnd } from '../../domain/attempt/external.ts';
import { wordAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { accepted, outcomeOf, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { changeStatus } from '../task/task-change.ts';
import type { Work } from '../work.ts';
import { endOutside, forceAt, lockForOutside, saidAt, withoutRegisters, type OutsideHand, type Said } from './outside-call.ts';

/** How which task ended. `force`: whatever its status. */
export interface ReportOutcomeInput {
  readonly taskId: string;
  readonly status: OutsideEnd;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly force?: boolean | undefined;
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
  return runCommand(engine, context, {
    op: 'reportOutcome',
    input,
    // Who insists says what is to be, not what is: that is a command like any other.
    gate: force ? 'PASS' : 'REPORT',
    body: async (work) => {
      const hand = await lockForOutside(work, input.taskId, { runnerId: null, force });
      return concludeInHand(work, hand, { to, said });
    },
  });
}

/** Ends a task under lock as it was told, if the rules allow it. */
export async function concludeInHand(work: Work, hand: OutsideHand, how: { to: OutsideEnd; said: Said }): Promise<BodyOutcome> {
  const verdict = decideOutcome(hand.view, how.to);
  if (verdict.kind !== 'END') return outcomeOf(hand.task.id, verdict)!;
  await conclude(work, hand, { ...how, verdict });
  if (hand.run) await advanceRun(work, hand.run);
  return accepted(hand.task.id);
}

async function conclude(work: Work, hand: OutsideHand, how: { to: OutsideEnd; said: Said; verdict: Conclusion }): Promise<void> {
  const { task } = hand;
  const { to, said, verdict } = how;
  const left = await deleteItems(work.tx, [task.id]);
  const started = task.attempt?.state === 'RUNNING';
  const closed = verdict.closes ? await endOutside(work, task, { ...closingFor(to, { started, order: task.order }), message: said.message }) : {};
  const { patch, data: registers } = withoutRegisters(task);
  const data = { ...(left.length > 0 ? { item: null } : {}), ...closed, ...registers, ...(verdict.via === 'FORCE' ? { forced: true } : {}) };
  await changeStatus(work, task, { kind: 'task.ended', to, via: verdict.via, ...said, patch, data });
}
