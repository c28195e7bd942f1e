// Reads of tasks.
import type { SpecKind } from '../../domain/task/spec.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import type { Task } from '../../domain/task/task.ts';
import { type TaskRow, taskOf } from '../write/task-write.store.ts';
import { creationOrder } from './creation-order.ts';
import { type NameFilter, nameConditions, oneOf, present } from './listing.ts';
import { nounReads } from './noun-reads.ts';
import { TASK_LISTING } from './task-listing.ts';

/** Which tasks; `tags` must all be there. */
export interface TaskFilter {
  readonly projectId?: string | undefined;
  readonly runId?: string | undefined;
  readonly queueId?: string | undefined;
  readonly statuses?: readonly TaskStatus[] | undefined;
  readonly specKinds?: readonly SpecKind[] | undefined;
  readonly name?: NameFilter | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Lists and loads of tasks. */
export const TASK_READS = nounReads<TaskRow, Task, TaskFilter>({
  listing: TASK_LISTING,
  order: creationOrder,
  conditions: ({ projectId, runId, queueId, statuses, specKinds, name, tags }) => [
    ...present('project', 't.project_id = $?', projectId),
    ...present('run', 't.run_id = $?', runId),
    ...present('queue', 't.queue_id = $?', queueId),
    ...oneOf('status', 't.status', statuses),
    ...oneOf('kind', 't.spec_kind', specKinds),
    ...present('tags', 't.tags @> $?::text[]', tags),
    ...nameConditions(name),
  ],
  record: (row) => taskOf(row),
});
