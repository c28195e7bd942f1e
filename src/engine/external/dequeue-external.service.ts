// Taking out from outside: a worker takes a task out of its queue, or gives back or begins what it was handed.
import { decideDequeue, DEQUEUE_STATUSES, GIVEN_BACK, type DequeueStatus } from '../../domain/attempt/external.ts';
import { optional, wordAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { accepted, outcomeOf, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun, standStill } from '../run/run-advance.ts';
import { changeStatus } from '../task/task-change.ts';
import type { Work } from '../work.ts';
import { endOutside, lockForOutside, saidAt, withoutRegisters, type OutsideHand } from './outside-call.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';
import { concludeInHand } from './report-outcome.service.ts';
import { startInHand } from './start-external.service.ts';

/** Which task leaves, and what becomes of it: `created` when absent. */
export interface DequeueExternalInput {
  readonly taskId: string;
  readonly worker: OutsideWorker;
  readonly newStatus?: DequeueStatus | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * Takes a task out of its queue or ends its hand-out. With `in_progress` the worker begins it; a run that enqueues by itself stops
 * doing so when the task is created again. Nothing happens to tasks that neither wait nor run, nor to one that our own runner is at.
 * Errors: INVALID, NOT_FOUND.
 */
export async function dequeueExternal(engine: Engine, context: CommandContext, input: DequeueExternalInput): Promise<CommandOutcome> {
  const worker = workerAt(input.worker);
  const to = optional(input.newStatus, (value) => wordAt(value, ['newStatus'], DEQUEUE_STATUSES), 'created');
  const said = saidAt(input);
  return runCommand(engine, context, {
    op: 'dequeueExternal',
    input,
    // A worker that begins tells of its work; one that takes out what waits, or ends it, commands. What it was handed goes back by itself when it may not.
    gate: to === 'in_progress' ? 'REPORT' : 'PASS',
    body: async (work) => {
      const runnerId = await presentWorker(work, context.actor, worker);
      // Whatever waits may be ended: a worker that dequeues insists. One that begins does not start what a paused run keeps back.
      const hand = await lockForOutside(work, input.taskId, { runnerId, force: to !== 'in_progress' });
      const verdict = decideDequeue(hand.view, to);
      if (verdict.kind !== 'GO') return outcomeOf(hand.task.id, verdict)!;
      if (verdict.to === 'in_progress') return startInHand(work, hand, { runnerId, said });
      return verdict.to === 'created' ? giveBack(work, hand) : concludeInHand(work, hand, { to: verdict.to, said });
    },
  });
}

async function giveBack(work: Work, hand: OutsideHand): Promise<BodyOutcome> {
  const { task } = hand;
  const left = await deleteItems(work.tx, [task.id]);
  const closed = task.attempt === null ? {} : await endOutside(work, task, { ...GIVEN_BACK, message: 'its worker gave it back' });
  const { patch, data: registers } = withoutRegisters(task);
  const data = { ...(left.length > 0 ? { item: null } : {}), ...closed, ...registers };
  await changeStatus(work, task, { kind: 'task.dequeued', to: 'created', via: 'USER', patch, data });
  if (hand.run) await advanceRun(work, await standStill(work, hand.run));
  return accepted(task.id);
}
