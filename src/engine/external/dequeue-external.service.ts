// Taking out from outside: a worker takes a task out of its queue, or gives back or begins what it was handed.
import { decideDequeue, DEQUEUE_STATUSES, GIVEN_BACK, type DequeueStatus } from '../../domain/attempt/external.ts';
import { optional, wordAt } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { statusAfterQueue } from '../../domain/queue/after-queue.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { updateTask } from '../../store/write/task-write.store.ts';
import { accepted, outcomeOf, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun, standStill } from '../run/run-advance.ts';
import { markMoved, noteStatus, type Said } from '../task/status-note.ts';
import { changeStatus } from '../task/task-change.ts';
import type { Work } from '../work.ts';
import { lockForOutside, saidAt, type OutsideHand } from './outside-call.ts';
import { endOutside, withoutRegisters } from './outside-ending.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';
import { concludeInHand } from './report-outcome.service.ts';
import { startInHand } from './start-external.service.ts';

/** Which task leaves, and what becomes of it: what it was before it was enqueued when absent, and `created` when that is not known. */
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
  const asked = optional(input.newStatus, (value) => wordAt(value, ['newStatus'], DEQUEUE_STATUSES), null);
  const said = saidAt(input);
  return runCommand(engine, context, {
    op: 'dequeueExternal',
    input,
    // A worker that begins tells of its work; one that takes out what waits, or ends it, commands. What it was handed goes back by itself when it may not.
    gate: asked === 'in_progress' ? 'REPORT' : 'PASS',
    body: async (work) => {
      const runnerId = await presentWorker(work, context.actor, worker);
      // Whatever waits may be ended: a worker that dequeues insists. One that begins does not start what a paused run keeps back.
      const hand = await lockForOutside(work, input.taskId, { runnerId, force: asked !== 'in_progress' });
      const to = asked ?? statusAfterQueue(hand.task.enqueueStatus);
      const outcome = await leaveFor(work, hand, { to, runnerId, said });
      return outcome.result === 'ACCEPTED' || outcome.code === 'ALREADY_SO' ? { ...outcome, detail: { status: to } } : outcome;
    },
  });
}

/** Carries out a dequeue of a task in hand. */
async function leaveFor(work: Work, hand: OutsideHand, how: { to: DequeueStatus; runnerId: string; said: Said }): Promise<BodyOutcome> {
  const { to, runnerId, said } = how;
  const verdict = decideDequeue(hand.view, to);
  if (verdict.kind === 'NOOP' && verdict.code === 'ALREADY_SO') await noteStatus(work, hand.task, { ...said, patch: { enqueue_status: null } });
  if (verdict.kind !== 'GO') return outcomeOf(hand.task.id, verdict)!;
  if (to === 'created') return giveBack(work, hand, said);
  const outcome = to === 'in_progress' ? await startInHand(work, hand, { runnerId, said }) : await concludeInHand(work, hand, { to, said });
  if (outcome.result === 'ACCEPTED') await updateTask(work.tx, hand.task.id, { enqueue_status: null });
  return outcome;
}

async function giveBack(work: Work, hand: OutsideHand, said: Said): Promise<BodyOutcome> {
  const { task } = hand;
  const left = await deleteItems(work.tx, [task.id]);
  const closed = task.attempt === null ? {} : await endOutside(work, task, { ...GIVEN_BACK, message: 'its worker gave it back' });
  const { patch, data: registers } = withoutRegisters(task);
  const data = { ...(left.length > 0 ? { item: null } : {}), ...closed, ...registers };
  await changeStatus(work, task, { kind: 'task.dequeued', to: 'created', via: 'USER', ...said, patch: { ...patch, enqueue_status: null }, data });
  markMoved(work, task);
  if (hand.run) await advanceRun(work, await standStill(work, hand.run));
  return accepted(task.id);
}
