// Reset: a task is made new, as if it had never run; what it did stays on record in its older generation.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import type { LockedTask } from '../../store/write/task-write.store.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun, standStill } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { closeAttempt } from './attempt-closing.ts';
import { withoutHold } from './hold-change.ts';
import { changeStatus } from './task-change.ts';
import { lockTask } from './task-lock.ts';

/** Makes a task created again, in its next generation. A run that enqueues by itself stops doing so until `enqueueRun`, or the task would run at once. Errors: NOT_FOUND. */
export async function resetTask(engine: Engine, context: CommandContext, input: { readonly taskId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'resetTask',
    input,
    body: async (work) => {
      const { task, state, run } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, decide(state, 'RESET'));
      if (no) return no;
      await makeNew(work, task, 'reset');
      if (run) await advanceRun(work, await standStill(work, run));
      return accepted(task.id);
    },
  });
}

/** Writes a locked task as new: created, in its next generation, with no hold, no order, no item and no failures. */
export async function makeNew(work: Work, task: LockedTask, reason: string): Promise<LockedTask> {
  const left = await deleteItems(work.tx, [task.id]);
  // A task whose status came from outside may have ended while its process still runs.
  if (task.attempt !== null) await closeAttempt(work, task, reason);
  const generation = task.generation + 1;
  const { patch, data } = withoutHold(task);
  const order = task.order === null ? {} : { order: null };
  await changeStatus(work, task, {
    kind: 'task.reset', to: 'created', via: 'USER', reason,
    patch: { ...patch, order_verb: null, order_after: null, order_cleanup: null, generation, lost_count: 0, failed_count: 0, started_at: null },
    data: { generation, ...(left.length > 0 ? { item: null } : {}), ...order, ...data },
  });
  return { ...task, status: 'created', generation, hold: 'NONE', order: null, attempt: null, lostCount: 0, failedCount: 0 };
}
