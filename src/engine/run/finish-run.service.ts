// Finishing a run: what runs goes on to its end, what has not begun never will.
import { eventText } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decideRun } from '../../domain/run/run-command.ts';
import type { Run } from '../../domain/run/run.ts';
import { ABORT_ORDER } from '../../domain/task/order.ts';
import { deactivateRun } from '../../store/write/run-write.store.ts';
import { accepted, outcomeOf, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { giveOrder, reasonAt } from '../task/end-task.service.ts';
import { emit, type Work } from '../work.ts';
import { advanceRun } from './run-advance.ts';
import { lockRun, lockTasksOfRun } from './run-lock.ts';

/** Deactivates a run gently: tasks that have not begun are stopped, also one that waits for its next attempt; those that run go on. Errors: INVALID, NOT_FOUND. */
export async function finishRun(engine: Engine, context: CommandContext, input: { readonly runId: string; readonly reason?: string | undefined }): Promise<CommandOutcome> {
  const reason = reasonAt(input.reason);
  return runCommand(engine, context, {
    op: 'finishRun',
    input,
    body: async (work) => {
      const run = await lockRun(work, input.runId);
      const no = outcomeOf(run.id, decideRun(run, 'FINISH'));
      if (no) return no;
      await deactivate(work, run, { how: 'FINISHED', reason });
      for (const task of await lockTasksOfRun(work, run.id)) {
        if (task.status === 'created' || task.status === 'queued') await giveOrder(work, task, { order: ABORT_ORDER, reason: reason || 'its run was finished', via: 'SYSTEM' });
      }
      await advanceRun(work, { ...run, deactivated: 'FINISHED' });
      return accepted(run.id);
    },
  });
}

/** Marks a locked run: nothing of it is enqueued by itself any more. */
export async function deactivate(work: Work, run: Run, { how, reason }: { how: 'ABORTED' | 'FINISHED'; reason: string }): Promise<void> {
  await deactivateRun(work.tx, run.id, how);
  emit(work, 'run.deactivated', { subjectId: run.id, projectId: run.projectId, runId: run.id, data: { deactivated: how, ...(reason ? { reason: eventText(reason) } : {}) } });
}
