// The calls that put tasks out of sight, and back.
import { z } from 'zod';
import { archiveTask } from '../../../../../engine/task/edit/archive-task.service.ts';
import { requireTasksInReach } from '../../../../../engine/task/edit/content.read.ts';
import { ids, opt } from '../../call-shape.ts';
import { clearmlCall, type ClearmlCall } from '../../clearml-call.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { ClearmlError } from '../../clearml-error.ts';
import { requireUuid } from '../../wire-id.ts';
import { contextFor, runMany } from '../run-many.ts';
import { requireDone } from './edit-answer.ts';
import { taskIdsOf } from './many-tasks.call.ts';

/** Most tasks of one of these calls; each is a command of its own. */
export const MAX_ARCHIVED = 1_000;

const someOf = ids.refine((given) => given.length > 0 && given.length <= MAX_ARCHIVED, `must have 1 to ${MAX_ARCHIVED} ids`);

/** All of them, which must be there; they leave their queues. `tasks` is another name of `ids`. */
export const archiveCall = clearmlCall('tasks.archive', {
  since: '2.12',
  input: z.object({ ids: opt(someOf), tasks: opt(someOf) }),
  run: async (context, given) => {
    const tasks = given.ids ?? given.tasks;
    if (tasks === undefined) throw new ClearmlError('VALIDATION', 'Validation error: ids: must have at least one id');
    await requireTasksInReach(context.engine, context.caller.actor, taskIdsOf([...new Set(tasks)]));
    let archived = 0;
    for (const task of new Set(tasks)) if (await archive(contextFor(context, task), task, true)) archived++;
    return { archived };
  },
});

function manyCall(name: string, archived: boolean): ClearmlCall {
  return clearmlCall(name, {
    since: '2.13',
    input: z.object({ ids: someOf }),
    run: (context, { ids: tasks }) => runMany(context, tasks, async (one, task) => {
      await archive(one, task, archived);
      return { [archived ? 'archived' : 'unarchived']: true };
    }),
  });
}

/** Each for itself. */
export const archiveManyCall = manyCall('tasks.archive_many', true);
/** Each for itself, back. */
export const unarchiveManyCall = manyCall('tasks.unarchive_many', false);

async function archive({ engine, command }: ClearmlContext, task: string, archived: boolean): Promise<boolean> {
  return requireDone(await archiveTask(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), archived }));
}
