// Deleting a task: from now on nobody finds it; its rows are cleared away later.
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { decideDelete, isDraft } from '../../domain/task/removal.ts';
import { orphanChildren } from '../../store/write/experiment/descendant.store.ts';
import { touchProject } from '../../store/write/experiment/project-activity.store.ts';
import { deleteItems } from '../../store/write/queue-item.store.ts';
import { markTaskDeleted } from '../../store/write/experiment/deleted-task.store.ts';
import { accepted, outcomeOf, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { endModels } from '../model/models-of-task.ts';
import { advanceRun } from '../run/run-advance.ts';
import { send, type Work } from '../work.ts';
import { closeAttempt } from './attempt-closing.ts';
import { hasPublished, leftUrls, runStateOf } from './removal-view.ts';
import { emitTask } from './task-change.ts';
import { lockTask, type TaskInHand } from './task-lock.ts';

/** How programs delete: drafts and what is archived; `force`: whatever its status and what came of it. */
export interface DeleteByStatus {
  readonly force: boolean;
  /** Drafts of models that it made stay, and forget who made them. */
  readonly keepModels: boolean;
  /** The detail of the outcome lists the files that nothing names any more. */
  readonly listUrls: boolean;
}

/** Which task. */
export interface DeleteTaskInput {
  readonly taskId: string;
  readonly byStatus?: DeleteByStatus | undefined;
}

/**
 * Deletes a task. What it still does is ended, its drafts of models go with it when nothing else uses them, and whatever names it
 * remembers that it is gone. Errors: NOT_FOUND; refused RUN_OPEN while its run goes on, HAS_PUBLISHED when something published came of it.
 */
export async function deleteTask(engine: Engine, context: CommandContext, input: DeleteTaskInput): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'deleteTask',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      return (await refusalOf(work, hand, input.byStatus)) ?? remove(work, hand, input.byStatus);
    },
  });
}

/** People are answered by the command table; for programs a draft is a draft. */
async function refusalOf(work: Work, { task, state, run }: TaskInHand, byStatus: DeleteByStatus | undefined): Promise<BodyOutcome | null> {
  const no = byStatus ? null : outcomeOf(task.id, decide(state, 'DELETE'));
  // What needs others is of a run; whether that goes on is judged below.
  if (no && no.code !== 'RUN_OPEN') return no;
  const force = byStatus?.force === true;
  const code = decideDelete({ isExpendable: !byStatus || isDraft(task), hasPublished: await hasPublished(work, task.id, force), run: runStateOf(run), force });
  return code === null ? null : refused(task.id, code);
}

async function remove(work: Work, { task, run }: TaskInHand, byStatus: DeleteByStatus | undefined): Promise<BodyOutcome> {
  const left = await deleteItems(work.tx, [task.id]);
  if (task.attempt !== null) await closeAttempt(work, task, 'its task was deleted');
  const models = await endModels(work, task.id, { gone: true, deleteDrafts: byStatus?.keepModels !== true });
  const urls = await leftUrls(work, task, { models, wanted: byStatus?.listUrls === true });
  const children = await orphanChildren(work.tx, task.id);
  await markTaskDeleted(work.tx, task.id);
  send(touchProject(work.tx, task.projectId));
  emitTask(work, 'task.deleted', task, left.length > 0 ? { item: null } : {});
  if (run) await advanceRun(work, run);
  const detail = { children, updatedModels: models.orphaned.length + models.detached.length, deletedModels: models.deleted.length, urls };
  return { ...accepted(task.id), ...(byStatus ? { detail } : {}) };
}
