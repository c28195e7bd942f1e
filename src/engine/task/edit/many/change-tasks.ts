// The frame of commands that change columns of many tasks alike, with one statement for their activity.
import type { CommandOutcome } from '../../../../domain/outcome.ts';
import { markChanged } from '../../../../store/write/experiment/task-activity.store.ts';
import { updateTask, type LockedTask, type TaskPatch } from '../../../../store/write/task-write.store.ts';
import { accepted, runCommand } from '../../../command-frame.ts';
import type { CommandContext, Engine } from '../../../engine.ts';
import type { Work } from '../../../work.ts';
import { lockTasksForEdit } from './edit-lock.ts';
import { emitEdited } from '../edited-event.ts';

/** A change of many tasks. */
export interface TasksChange {
  readonly op: string;
  readonly input: { readonly taskIds: readonly string[]; readonly [field: string]: unknown };
  /** Whether public tasks are meant, too. */
  readonly isPublic?: boolean;
  /** Before any task is locked. */
  readonly prepare?: (work: Work) => Promise<void>;
  /** Judges all of them before the first is written. */
  readonly judge?: (work: Work, tasks: readonly LockedTask[]) => void;
  /** What changes of one; null = nothing. */
  readonly patch: (task: LockedTask) => { readonly part: string; readonly row: TaskPatch } | null;
}

/** Carries it out in one transaction, with one event for each task that changes, which `changed` counts. Errors: NOT_FOUND, FORBIDDEN. */
export async function changeTasks(engine: Engine, context: CommandContext, change: TasksChange): Promise<{ readonly outcome: CommandOutcome; readonly changed: number }> {
  const { op, input, isPublic = false } = change;
  let changed = 0;
  const outcome = await runCommand(engine, context, {
    op,
    input,
    body: async (work) => {
      await change.prepare?.(work);
      const tasks = await lockTasksForEdit(work, input.taskIds, { isPublic });
      change.judge?.(work, tasks);
      const written: string[] = [];
      for (const task of tasks) {
        const what = change.patch(task);
        if (what === null) continue;
        await updateTask(work.tx, task.id, what.row);
        emitEdited(work, task, { parts: [what.part], ...(what.row.project_id === undefined ? {} : { projectId: what.row.project_id }) });
        written.push(task.id);
      }
      if (written.length > 0) await markChanged(work.tx, written, { isRun: false, changedBy: work.actorId });
      changed = written.length;
      return accepted(input.taskIds[0]!);
    },
  });
  return { outcome, changed };
}
