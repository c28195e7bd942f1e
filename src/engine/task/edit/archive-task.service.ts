// Putting a task out of sight, and back.
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { ARCHIVED_TAG, retagged } from '../../../domain/task/content/tag-rule.ts';
import { markActivity } from '../../../store/write/experiment/task-activity.store.ts';
import { updateTask } from '../../../store/write/task-write.store.ts';
import { accepted, noop, runCommand } from '../../command-frame.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { releaseTask } from '../../queue/release-task.ts';
import { markMoved } from '../status-note.ts';
import { lockTask } from '../task-lock.ts';
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
      const waits = input.archived && hand.item !== null;
      if (isSo && !waits) return noop(task.id, 'ALREADY_SO');
      const row = isSo ? {} : { system_tags: systemTags };
      if (!isSo) emitEdited(work, task, { parts: ['systemTags'] });
      if (waits) {
        await releaseTask(work, hand, row);
        markMoved(work, task);
      } else {
        await updateTask(work.tx, task.id, row);
        await markActivity(work.tx, { taskId: task.id, isRun: false, changedBy: work.actorId });
      }
      return accepted(task.id);
    },
  });
}
