// The calls that put artifacts and take them away.
import { z } from 'zod';
import { deleteTaskArtifacts, putTaskArtifacts } from '../../../../../engine/task/edit/put-artifacts.service.ts';
import { flag, id, object, orElse } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { requireUuid } from '../../wire-id.ts';
import { requireDone } from './edit-answer.ts';

const put = z.object({ task: id, artifacts: z.array(object).min(1) });

/** As it was before 2.10: in any status, and the answer says which keys are new. */
export const putArtifactsOldCall = clearmlCall('tasks.add_or_update_artifacts', {
  since: '2.6',
  input: put,
  run: async ({ engine, command }, { task, artifacts }) => {
    const { outcome, added, updated } = await putTaskArtifacts(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), artifacts, anyStatus: true });
    requireDone(outcome);
    return { added, updated };
  },
});

/** As it is: while the task is created or in progress. `force` has no meaning. */
export const putArtifactsCall = clearmlCall('tasks.add_or_update_artifacts', {
  since: '2.10',
  input: put,
  run: async ({ engine, command }, { task, artifacts }) => {
    const { outcome } = await putTaskArtifacts(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), artifacts });
    return { updated: requireDone(outcome) ? 1 : 0 };
  },
});

/** Takes artifacts away by key and mode. */
export const deleteArtifactsCall = clearmlCall('tasks.delete_artifacts', {
  since: '2.10',
  input: z.object({ task: id, artifacts: z.array(object).min(1), force: orElse(flag, false) }),
  run: async ({ engine, command }, { task, artifacts, force }) => {
    const outcome = await deleteTaskArtifacts(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), names: artifacts, force });
    return { deleted: requireDone(outcome) ? 1 : 0 };
  },
});
