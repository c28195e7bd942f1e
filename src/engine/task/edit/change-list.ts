// The frame of changes of a task's lists, whose entries have rows of their own: artifacts and models.
import type { CommandOutcome } from '../../../domain/outcome.ts';
import type { TaskGeneration } from '../../../domain/task/content/artifact.ts';
import type { TaskStatus } from '../../../domain/task/status.ts';
import type { Verdict } from '../../../domain/task/verdict.ts';
import type { Connection } from '../../../store/database.ts';
import { markActivity } from '../../../store/write/experiment/task-activity.store.ts';
import { accepted, noop, outcomeOf, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { lockTask } from '../task-lock.ts';
import type { Work } from '../../work.ts';
import { emitEdited } from './edited-event.ts';

/** A change of a list. */
export interface ListChange {
  readonly op: string;
  /** The list, for the event. */
  readonly part: 'artifacts' | 'models';
  readonly input: { readonly taskId: string; readonly [field: string]: unknown };
  readonly verdict: (status: TaskStatus) => Verdict;
  /** What the change refers to, judged under the lock. */
  readonly require?: (work: Work) => Promise<void>;
  /** Does it; gives back how many entries changed, none being nothing done. */
  readonly change: (tx: Connection, of: TaskGeneration) => Promise<number>;
  /** Highest iteration that came with it. */
  readonly iteration?: number | null;
}

/** Carries out a change of a list, which counts as activity of the run. Programs make it while they run, so it is a report that goes on under any lock. */
export async function changeList(engine: Engine, context: CommandContext, { op, part, input, verdict, require, change, iteration = null }: ListChange): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op,
    input,
    gate: 'REPORT',
    body: async (work) => {
      const { task } = await lockTask(work, input.taskId);
      const no = outcomeOf(task.id, verdict(task.status));
      if (no) return no;
      await require?.(work);
      if ((await change(work.tx, { taskId: task.id, generation: task.generation })) === 0) return noop(task.id, 'ALREADY_SO');
      await markActivity(work.tx, { taskId: task.id, isRun: true, changedBy: work.actorId, iteration });
      emitEdited(work, task, { parts: [part] });
      return accepted(task.id);
    },
  });
}
