// Putting a task out of sight, and back.
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { ARCHIVED_TAG, retagged } from '../../../domain/task/content/tag-rule.ts';
import { markActivity } from '../../../store/write/experiment/task-activity.store.ts';
import { deleteItems } from '../../../store/write/queue-item.store.ts';
import { updateTask, type TaskPatch } from '../../../store/write/task-write.store.ts';
import { accepted, noop, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { advanceRun, standStill } from '../../run/run-advance.ts';
import { lockTask, type TaskInHand } from '../task-lock.ts';
import { changeStatus } from '../task-change.ts';
import type { Work } from '../../work.ts';
import { emitEdited } from './edited-event.ts';

/** Which task, and whether it is to be out of sight. */
export interface ArchiveTaskInput {
  readonly taskId: string;
  readonly archived: boolean;
}

/** Gives a task the tag `archived`, or takes it away. What waits in a queue leaves it when it is archived, and has the status that it was enqueued from. Errors: NOT_FOUND, FORBIDDEN. */
export async function archiveTask(engine: Engine, context: CommandContext, input: ArchiveTaskInput): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'archiveTask',
    input,
    body: async (work) => {
      const hand = await lockTask(work, input.taskId);
      const { task } = hand;
      const systemTags = retagged(task.systemTags, input.archived ? { add: [ARCHIVED_TAG], remove: [] } : { add: [], remove: [ARCHIVED_TAG] });
      const isSo = task.systemTags.includes(ARCHIVED_TAG) === input.archived;
      const left = input.archived && task.status === 'queued' ? await deleteItems(work.tx, [task.id]) : [];
      if (isSo && left.length === 0) return noop(task.id, 'ALREADY_SO');
      await write(work, hand, { row: isSo ? {} : { system_tags: systemTags }, leaves: left.length > 0 });
      await markActivity(work.tx, { taskId: task.id, isRun: false, changedBy: work.actorId });
      return accepted(task.id);
    },
  });
}

async function write(work: Work, { task, run }: TaskInHand, { row, leaves }: { row: TaskPatch; leaves: boolean }): Promise<void> {
  if (!leaves) {
    await updateTask(work.tx, task.id, row);
    emitEdited(work, task, { parts: ['systemTags'] });
    return;
  }
  const { enqueueStatus } = task;
  const to = enqueueStatus === null || enqueueStatus === 'queued' ? 'created' : enqueueStatus;
  await changeStatus(work, task, { kind: 'task.dequeued', to, via: 'FORCE', patch: { ...row, enqueue_status: null }, data: { item: null, forced: true } });
  if (run) await advanceRun(work, await standStill(work, run));
}
