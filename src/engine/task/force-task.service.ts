// Force: a task is called ended although its runner has not said so, because nobody can wait for that runner any more.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { stopWithAttempt } from './attempt-closing.ts';
import { reasonAt, type EndTaskInput } from './end-task.service.ts';
import { withoutHold } from './hold-change.ts';
import { changeStatus } from './task-change.ts';
import { lockTask } from './task-lock.ts';

/** Stops a task at once, also one whose status is unknown. Its runner ends what it still does when it hears of it; what it reports is refused. Errors: INVALID, NOT_FOUND. */
export async function forceTask(engine: Engine, context: CommandContext, input: EndTaskInput): Promise<CommandOutcome> {
  const reason = reasonAt(input.reason);
  return runCommand(engine, context, {
    op: 'forceTask',
    input,
    body: async (work) => {
      const { task, state, run } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, decide(state, 'FORCE'));
      if (no) return no;
      const left = await deleteItems(work.tx, [task.id]);
      if (task.attempt !== null) {
        await stopWithAttempt(work, task, reason);
      } else {
        const { patch, data } = withoutHold(task);
        const order = task.order === null ? {} : { order: null };
        await changeStatus(work, task, {
          kind: 'task.ended', to: 'stopped', via: 'FORCE', reason,
          patch: { ...patch, order_verb: null, order_after: null, order_cleanup: null }, data: { ...(left.length > 0 ? { item: null } : {}), ...order, ...data },
        });
      }
      if (run) await advanceRun(work, run);
      return accepted(task.id);
    },
  });
}
