// Ending tasks by a person's will: abort (soon, with grace) and kill (at once).
import { optional, textAt } from '../../domain/input/check.ts';
import { eventText } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide, orderOf, type TaskCommand } from '../../domain/task/command.ts';
import { harderOf, type Order } from '../../domain/task/order.ts';
import type { Via } from '../../domain/task/transition.ts';
import { writeEndings } from '../../store/write/ending.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { updateTask, type LockedTask } from '../../store/write/task-write.store.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { changeStatus, emitTask } from './task-change.ts';
import { lockTask } from './task-lock.ts';

/** Longest reason. */
export const MAX_REASON = 1_000;

/** A person's reason; absent is empty. */
export function reasonAt(value: unknown): string {
  return optional(value, (text) => textAt(text, ['reason'], { max: MAX_REASON }), '');
}

/** Which task, and why (shown as its status reason). */
export interface EndTaskInput {
  readonly taskId: string;
  readonly reason?: string | undefined;
}

/** Ends a task soon: TERM to its processes, KILL after the grace. Its status becomes stopped. */
export function abortTask(engine: Engine, context: CommandContext, input: EndTaskInput): Promise<CommandOutcome> {
  return endTask(engine, context, { command: 'ABORT', op: 'abortTask', input });
}

/** Ends a task at once: KILL to its processes. Its status becomes stopped. */
export function killTask(engine: Engine, context: CommandContext, input: EndTaskInput): Promise<CommandOutcome> {
  return endTask(engine, context, { command: 'KILL', op: 'killTask', input });
}

interface EndCall {
  readonly command: Extract<TaskCommand, 'ABORT' | 'KILL'>;
  readonly op: string;
  readonly input: EndTaskInput;
}

async function endTask(engine: Engine, context: CommandContext, call: EndCall): Promise<CommandOutcome> {
  const { input, command } = call;
  const reason = reasonAt(input.reason);
  return runCommand(engine, context, {
    op: call.op,
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const no = outcomeOf(hand.task.id, decide(hand.state, command));
      if (no) return no;
      await giveOrder(work, hand.task, { order: orderOf(command)!, reason, via: 'USER' });
      if (hand.run) await advanceRun(work, hand.run);
      return accepted(hand.task.id);
    },
  });
}

/** Ends a locked task: a running one through its runner, any other at once. */
export async function giveOrder(work: Work, task: LockedTask, how: { order: Order; reason: string; via: Via }): Promise<void> {
  if (task.status === 'in_progress' && task.attempt !== null) return orderRunner(work, task, how);
  const left = await deleteItems(work.tx, [task.id]);
  if (task.attempt !== null) await revokeHandOut(work, task, how.reason);
  await changeStatus(work, task, { kind: 'task.ended', to: 'stopped', via: how.via, reason: how.reason, data: left.length > 0 ? { item: null } : {} });
}

async function orderRunner(work: Work, task: LockedTask, how: { order: Order; reason: string }): Promise<void> {
  const { verb, after, cleanup } = harderOf(task.order, how.order);
  await updateTask(work.tx, task.id, { order_verb: verb, order_after: after, order_cleanup: cleanup });
  emitTask(work, 'task.ordered', task, { order: { verb, after, cleanup }, ...(how.reason ? { reason: eventText(how.reason) } : {}) });
}

/** Ends the attempt of an outside worker that has not started it yet. */
async function revokeHandOut(work: Work, task: LockedTask, reason: string): Promise<void> {
  const { id: taskId, generation, lostCount, failedCount } = task;
  const row = { attemptId: task.attempt!.id, taskId, generation, outcome: 'ABORTED', failure: 'ABORTED', exitCode: null, signal: null, message: reason } as const;
  await writeEndings(work.tx, [{ ...row, taskStatus: null, reason, lostCount, failedCount, phase: 'STOPPED' }]);
  emitTask(work, 'task.attempt_ended', task, { attempt: { id: row.attemptId, no: task.attempt!.no, state: 'ENDED', outcome: 'ABORTED', failure: 'ABORTED' } });
}
