// Starting from outside: a worker that we do not run says that it is at a task, whether we handed it out or not.
import { decideStart, type Start } from '../../domain/attempt/external.ts';
import { eventText } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { beginExternal } from '../../store/write/outside/external.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { accepted, outcomeOf, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { changeStatus, emitTask, requireEdge } from '../task/task-change.ts';
import type { Work } from '../work.ts';
import { markMoved, noteStatus, type Said } from '../task/status-note.ts';
import { forceAt, lockForOutside, saidAt, type OutsideHand } from './outside-call.ts';
import { withoutRegisters } from './outside-ending.ts';
import { presentWorker, workerAt, type OutsideWorker } from './outside-worker.ts';

/** Which task was started by whom. `force`: whatever its status. */
export interface StartExternalInput {
  readonly taskId: string;
  readonly worker: OutsideWorker;
  readonly force?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * The task is in progress from now on, seen by the worker's calls alone: no lease, never run again by itself. What was handed to
 * this worker begins; what waits in a queue leaves it. Refused when it was handed to another worker, needs tasks that have not
 * succeeded, or is no command; nothing happens when somebody is at it already. Errors: INVALID, NOT_FOUND.
 */
export async function startExternal(engine: Engine, context: CommandContext, input: StartExternalInput): Promise<CommandOutcome> {
  const worker = workerAt(input.worker);
  const said = saidAt(input);
  const force = forceAt(input.force);
  return runCommand(engine, context, {
    op: 'startExternal',
    input,
    // Who insists begins what nobody handed out: that is a command like any other.
    gate: force ? 'PASS' : 'REPORT',
    body: async (work) => {
      const runnerId = await presentWorker(work, context.actor, worker);
      const hand = await lockForOutside(work, input.taskId, { runnerId, force });
      return startInHand(work, hand, { runnerId, said });
    },
  });
}

/** Starts a task under lock for a worker, if the rules allow it. */
export async function startInHand(work: Work, hand: OutsideHand, by: { runnerId: string; said: Said }): Promise<BodyOutcome> {
  const start = decideStart(hand.view);
  if (start.kind === 'NOOP') await noteStatus(work, hand.task, by.said);
  if ('code' in start) return outcomeOf(hand.task.id, start)!;
  if (start.kind === 'REOPEN') await reopen(work, hand, { start, said: by.said });
  else await begin(work, await outOfQueue(work, hand), { ...by, start });
  markMoved(work, hand.task);
  if (hand.run) await advanceRun(work, hand.run);
  return accepted(hand.task.id);
}

/** Somebody takes a task that waits: first it leaves its queue, which also a paused one allows, then it begins. */
async function outOfQueue(work: Work, hand: OutsideHand): Promise<OutsideHand> {
  // Not by the item in hand: one that was put back while we waited for the lock of the task is not among what was locked before.
  const left = hand.task.status === 'queued' ? await deleteItems(work.tx, [hand.task.id]) : [];
  if (left.length === 0) return hand;
  await changeStatus(work, hand.task, { kind: 'task.dequeued', to: 'created', via: 'USER', data: { item: null } });
  return { ...hand, item: null, task: { ...hand.task, status: 'created' } };
}

async function begin(work: Work, { task }: OutsideHand, by: { runnerId: string; said: Said; start: Start }): Promise<void> {
  const { runnerId, said, start } = by;
  requireEdge(task.status, 'in_progress', start.via);
  const isNew = start.kind === 'BEGIN';
  const attemptId = isNew ? work.engine.newId() : task.attempt!.id;
  const row = await beginExternal(work.tx, { taskId: task.id, attemptId, isNew, runnerId, phaseId: work.engine.newId(), ...said });
  const { generation, epoch, attemptNo } = row;
  // What is in progress without an attempt stays in progress: only the attempt is new.
  const change = task.status === 'in_progress' ? {} : { status: 'in_progress', from: task.status };
  emitTask(work, 'task.started', task, {
    ...change, ...forced(start), ...told(said), generation, epoch, attemptNo,
    attempt: { id: attemptId, no: attemptNo, state: 'RUNNING', runnerId },
    phase: { id: row.phaseId, section: 'main', index: 0, state: 'RUNNING' },
  });
}

/** Our own attempt is still at it and had been told to be over from within: the status follows, the attempt goes on. */
async function reopen(work: Work, hand: OutsideHand, by: { start: Start; said: Said }): Promise<void> {
  const { patch, data } = withoutRegisters(hand.task);
  await changeStatus(work, hand.task, { kind: 'task.started', to: 'in_progress', via: by.start.via, ...by.said, patch, data: { ...data, ...forced(by.start) } });
}

function forced(start: Start): { forced?: true } {
  return start.via === 'FORCE' ? { forced: true } : {};
}

function told(said: Said): { reason?: string } {
  return said.reason ? { reason: eventText(said.reason) } : {};
}
