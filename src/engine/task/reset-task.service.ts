// Reset: a task is made new, as if it had never run; what it did stays on record in its older generation.
import type { JsonValue } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { decide } from '../../domain/task/command.ts';
import { decideReset } from '../../domain/task/removal.ts';
import { OUTSIDE_KINDS } from '../../domain/attempt/external.ts';
import type { RefusalCode } from '../../domain/task/verdict.ts';
import { resetActivity } from '../../store/write/experiment/task-activity.store.ts';
import { renewDoc } from '../../store/write/experiment/renew-doc.store.ts';
import { accepted, outcomeOf, refused, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { endModels } from '../model/models-of-task.ts';
import { advanceRun, standStill } from '../run/run-advance.ts';
import type { Work } from '../work.ts';
import { makeNew } from './make-new.ts';
import { hasPublished, leftUrls } from './removal-view.ts';
import { markMoved } from './status-note.ts';
import { lockTask, type TaskInHand } from './task-lock.ts';

/** How programs reset: by the table of status changes alone, also what is created or runs; `force`: whatever its status and what came of it. */
export interface ResetByStatus {
  readonly force: boolean;
  /** Also what it was made of goes: its script and how it is carried out. */
  readonly clearAll: boolean;
  /** Drafts of models that it made stay, and forget who made them. */
  readonly keepModels: boolean;
  /** The detail of the outcome lists the files that nothing names any more. */
  readonly listUrls: boolean;
}

/** Which task. */
export interface ResetTaskInput {
  readonly taskId: string;
  readonly byStatus?: ResetByStatus | undefined;
}

/**
 * Makes a task created again, in its next generation: what its last run wrote into its document is gone, with the models that it had
 * drafted and nothing else uses. A run that enqueues by itself stops doing so until `enqueueRun`, or the task would run at once. Errors: NOT_FOUND.
 */
export async function resetTask(engine: Engine, context: CommandContext, input: ResetTaskInput): Promise<CommandOutcome> {
  const { byStatus } = input;
  return runCommand(engine, context, {
    op: 'resetTask',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const { task, run } = hand;
      if (!byStatus || !OUTSIDE_KINDS.includes(task.specKind)) {
        const no = outcomeOf(task.id, decide(hand.state, 'RESET'));
        if (no) return no;
      }
      const code = byStatus ? await refusal(work, hand, byStatus.force) : null;
      if (code !== null) return refused(task.id, code);
      const detail = await reset(work, hand, byStatus);
      markMoved(work, task);
      if (run) await advanceRun(work, await standStill(work, run));
      return { ...accepted(task.id), ...(byStatus ? { detail } : {}) };
    },
  });
}

async function refusal(work: Work, { task }: TaskInHand, force: boolean): Promise<RefusalCode | null> {
  return decideReset({ status: task.status, hasPublished: await hasPublished(work, task.id, force), force });
}

async function reset(work: Work, { task }: TaskInHand, byStatus: ResetByStatus | undefined): Promise<JsonValue> {
  const { clearAll = false, keepModels = false, listUrls = false } = byStatus ?? {};
  const models = await endModels(work, task.id, { gone: false, deleteDrafts: !keepModels });
  const urls = await leftUrls(work, task, { models, wanted: listUrls });
  // Programs find no trace of where it waited; people enqueue it where it was.
  const { left } = await makeNew(work, task, { reason: 'reset', ...(byStatus ? { message: 'reset', patch: { queue_id: null } } : {}) });
  await Promise.all([renewDoc(work.tx, task.id, { clearAll }), resetActivity(work.tx, task.id)]);
  return { deletedModels: models.deleted.length, removed: left, urls };
}
