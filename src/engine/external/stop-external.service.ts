// Stopping as programs ask for it: whoever runs the task is told to end it, and what nobody runs is stopped at once.
import { stoppedBy } from '../../domain/attempt/external.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { ABORT_ORDER, type Order } from '../../domain/task/order.ts';
import { accepted, outcomeOf, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { giveOrder, isDeaf } from '../task/end-task.service.ts';
import { markMoved, noteStatus } from '../task/status-note.ts';
import type { Work } from '../work.ts';
import { forceAt, lockForOutside, saidAt, type OutsideHand } from './outside-call.ts';
import { concludeInHand } from './report-outcome.service.ts';

/** Which task, and why. `force`: whatever its status. */
export interface StopExternalInput {
  readonly taskId: string;
  readonly reason?: string | undefined;
  readonly force?: boolean | undefined;
}

/** What an outside worker is told: to stop; what it then tells is how it ended. */
const STOP: Order = { verb: 'STOP', after: 'TASK', cleanup: 'RUN' };

/**
 * Tells whoever runs a task to end it; one that waits, or that nobody runs, is stopped. What has ended may be called stopped where the
 * table of status changes allows it. The outcome's detail names the status that it has then. Errors: INVALID, NOT_FOUND.
 */
export async function stopExternal(engine: Engine, context: CommandContext, input: StopExternalInput): Promise<CommandOutcome> {
  const { reason } = saidAt({ reason: input.reason });
  const force = forceAt(input.force);
  return runCommand(engine, context, {
    op: 'stopExternal',
    input,
    body: async (work) => {
      const hand = await lockForOutside(work, input.taskId, { runnerId: null, force });
      return stopInHand(work, hand, reason);
    },
  });
}

async function stopInHand(work: Work, hand: OutsideHand, reason: string): Promise<BodyOutcome> {
  const { task, state } = hand;
  // Our own runner would wait for the end of a command that is told to stop when it is done.
  const order = task.attempt?.fence === 'LEASED' ? ABORT_ORDER : STOP;
  const verdict = decide(state, order.verb, { order });
  // Told once more, whoever has fallen silent since the first time is waited for no longer.
  const isTold = verdict.kind === 'NOOP' && verdict.code === 'WEAKER_ORDER';
  if (isTold && !(await isDeaf(work, task))) return told(work, hand, { reason, outcome: outcomeOf(task.id, verdict)! });
  if (verdict.kind === 'REFUSE' && verdict.code === 'NOT_SUPPORTED_BY_RUNNER') return outcomeOf(task.id, verdict)!;
  if (verdict.kind !== 'GO' && !isTold) {
    const outcome = await concludeInHand(work, hand, { to: 'stopped', said: { reason, message: stoppedBy(work.command?.context.actor.name ?? null) } });
    return { ...outcome, detail: { status: 'stopped' } };
  }
  const done = await giveOrder(work, task, { order, reason, via: 'USER' });
  if (hand.run) await advanceRun(work, hand.run);
  if (done === 'ORDERED') return told(work, hand, { reason, outcome: accepted(task.id) });
  markMoved(work, task);
  return { ...accepted(task.id), detail: { status: 'stopped' } };
}

/** The order stands and the status stays, with the new reason on it. */
async function told(work: Work, { task }: OutsideHand, { reason, outcome }: { reason: string; outcome: BodyOutcome }): Promise<BodyOutcome> {
  await noteStatus(work, task, { reason, message: '' });
  return { ...outcome, detail: { status: task.status } };
}
