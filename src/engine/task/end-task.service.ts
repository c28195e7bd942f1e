// Ending tasks by a person's will: stop (at a boundary), abort (soon, with grace) and kill (at once).
import { optional, textAt, wordAt } from '../../domain/input/check.ts';
import { endsAtOnce, stoppedBy } from '../../domain/attempt/external.ts';
import { eventText } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { ABORT_ORDER, CLEANUP_MODES, KILL_ORDER, STOP_BOUNDARIES, boundaryOf, harderOf, type CleanupMode, type Order, type StopBoundary } from '../../domain/task/order.ts';
import type { Via } from '../../domain/task/transition.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { silenceOf } from '../../store/write/outside/external.store.ts';
import { updateTask, type LockedTask } from '../../store/write/task-write.store.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import { DEFAULT_WORKER_SILENCE_SECONDS, type CommandContext, type Engine } from '../engine.ts';
import { conclude } from '../external/outside-ending.ts';
import { advanceRun } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { closeAttempt } from './attempt-closing.ts';
import { withoutHold } from './hold-change.ts';
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

/** A stop: after what (the iteration of a `steps` task, the whole of any other, when absent) and whether the cleanup runs (it does when absent). */
export interface StopTaskInput extends EndTaskInput {
  readonly after?: StopBoundary | undefined;
  readonly cleanup?: CleanupMode | undefined;
}

/** Ends a task at a boundary. Its status becomes stopped, or completed after an iteration whose cleanup ran. Errors: INVALID, NOT_FOUND. */
export async function stopTask(engine: Engine, context: CommandContext, input: StopTaskInput): Promise<CommandOutcome> {
  const after = optional(input.after, (value) => wordAt(value, ['after'], STOP_BOUNDARIES), null);
  const cleanup = optional(input.cleanup, (value) => wordAt(value, ['cleanup'], CLEANUP_MODES), 'RUN');
  return endTask(engine, context, { op: 'stopTask', input, orderFor: (task) => ({ verb: 'STOP', after: after ?? boundaryOf(task.specKind), cleanup }) });
}

/** Ends a task soon: TERM to its processes, KILL after the grace; the step in progress ends, the cleanup runs. Its status becomes stopped. Errors: INVALID, NOT_FOUND. */
export async function abortTask(engine: Engine, context: CommandContext, input: EndTaskInput): Promise<CommandOutcome> {
  return endTask(engine, context, { op: 'abortTask', input, orderFor: () => ABORT_ORDER });
}

/** Ends a task at once: KILL to its processes, a call in progress is abandoned, no cleanup. Its status becomes stopped. Errors: INVALID, NOT_FOUND. */
export async function killTask(engine: Engine, context: CommandContext, input: EndTaskInput): Promise<CommandOutcome> {
  return endTask(engine, context, { op: 'killTask', input, orderFor: () => KILL_ORDER });
}

interface EndCall {
  readonly op: string;
  readonly input: EndTaskInput;
  readonly orderFor: (task: LockedTask) => Order;
}

async function endTask(engine: Engine, context: CommandContext, call: EndCall): Promise<CommandOutcome> {
  const { op, input } = call;
  const reason = reasonAt(input.reason);
  return runCommand(engine, context, {
    op,
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const order = call.orderFor(hand.task);
      const no = outcomeOf(hand.task.id, decide(hand.state, order.verb, { order }));
      if (no) return no;
      await giveOrder(work, hand.task, { order, reason, via: 'USER' });
      if (hand.run) await advanceRun(work, hand.run);
      return accepted(hand.task.id);
    },
  });
}

/** Ends a locked task: a running one through whoever runs it, as long as that would hear of it; any other at once. */
export async function giveOrder(work: Work, task: LockedTask, how: { order: Order; reason: string; via: Via }): Promise<'ORDERED' | 'ENDED'> {
  const said = { reason: how.reason, message: stoppedBy(work.command?.context.actor.name ?? null) };
  if (task.status === 'in_progress' && task.attempt !== null) {
    if (!(await isDeaf(work, task))) {
      await orderRunner(work, task, how);
      return 'ORDERED';
    }
    await conclude(work, task, { to: 'stopped', via: how.via, said, order: harderOf(task.order, how.order) });
    return 'ENDED';
  }
  const left = await deleteItems(work.tx, [task.id]);
  if (task.attempt !== null) await closeAttempt(work, task, how.reason);
  const { patch, data } = withoutHold(task);
  await changeStatus(work, task, { kind: 'task.ended', to: 'stopped', via: how.via, ...said, patch, data: { ...(left.length > 0 ? { item: null } : {}), ...data } });
  return 'ENDED';
}

/** Whether nobody who runs the task would hear of an order. */
export async function isDeaf(work: Work, { id, attempt, systemTags }: LockedTask): Promise<boolean> {
  if (attempt?.fence !== 'EXTERNAL') return false;
  const patience = work.engine.settings.workerSilenceSeconds ?? DEFAULT_WORKER_SILENCE_SECONDS;
  return endsAtOnce({ fence: attempt.fence, systemTags, silentSeconds: await silenceOf(work.tx, id) }, patience);
}

async function orderRunner(work: Work, task: LockedTask, how: { order: Order; reason: string }): Promise<void> {
  const { verb, after, cleanup } = harderOf(task.order, how.order);
  await updateTask(work.tx, task.id, { order_verb: verb, order_after: after, order_cleanup: cleanup });
  emitTask(work, 'task.ordered', task, { order: { verb, after, cleanup }, ...(how.reason ? { reason: eventText(how.reason) } : {}) });
}
