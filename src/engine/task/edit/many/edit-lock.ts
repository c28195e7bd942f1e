// Locking many tasks whose descriptions change: all of them, or none.
import { DomainError } from '../../../../domain/errors.ts';
import { listAt } from '../../../../domain/input/check.ts';
import { isUuid } from '../../../../domain/uuid.ts';
import { lockTasks, type LockedTask } from '../../../../store/write/task-write.store.ts';
import type { Work } from '../../../work.ts';
import { placeOfTask, requirePrivate } from '../../task-lock.ts';
import { requirePlace } from '../../../place-check.ts';

/** Most tasks that one command changes. */
export const MAX_EDITED_TASKS = 5_000;

/** Ids of missing tasks that an error names. */
const NAMED_MISSING = 10;

/** Ids, each once; throws INVALID for none and for too many. */
export function taskIdsAt(value: unknown): readonly string[] {
  const ids = [...new Set(listAt(value, ['taskIds'], { max: MAX_EDITED_TASKS, entry: (id) => id as string }))];
  if (ids.length === 0) throw new DomainError('INVALID', 'taskIds: must have at least one entry', { path: ['taskIds'] });
  return ids;
}

/** Locks tasks in the order of their ids; throws NOT_FOUND with the ids of what is missing, FORBIDDEN for what may only be looked at, public tasks among it unless they are asked for. */
export async function lockTasksForEdit(work: Work, ids: readonly string[], { isPublic = false }: { readonly isPublic?: boolean } = {}): Promise<readonly LockedTask[]> {
  const tasks = await lockTasks(work.tx, ids.filter(isUuid));
  requireAll(ids, tasks);
  for (const task of tasks) {
    await requirePlace(work, placeOfTask(task), { noun: 'task', id: task.id, path: ['taskId'] });
    if (!isPublic) requirePrivate(work, task);
  }
  return tasks;
}

/** Throws NOT_FOUND unless every id has its task. */
export function requireAll(ids: readonly string[], tasks: readonly { readonly id: string }[]): void {
  const found = new Set(tasks.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length === 0) return;
  const named = missing.slice(0, NAMED_MISSING).map((id) => String(id).slice(0, 100)).join(', ');
  throw new DomainError('NOT_FOUND', `there is no task ${named}${missing.length > NAMED_MISSING ? ` and ${missing.length - NAMED_MISSING} more` : ''}: nothing was changed`, { path: ['taskId'] });
}
