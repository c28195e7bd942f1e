// The event of an edit: which parts changed, never what stands in them.
import type { EventData } from '../../../domain/event/event.ts';
import type { Task } from '../../../domain/task/task.ts';
import { emitTask, type TaskScope } from '../task-change.ts';
import type { Work } from '../../work.ts';

/** Adds the event of an edit. Of a move there are two, so that both projects hear of it: where the task was, and where it is now. */
export function emitEdited(work: Work, task: TaskScope, { parts, projectId = task.projectId, data = {} }: { readonly parts: readonly string[]; readonly projectId?: Task['projectId']; readonly data?: EventData }): void {
  const isMove = projectId !== task.projectId;
  if (isMove) emitTask(work, 'task.edited', task, { parts: ['projectId'], projectId });
  emitTask(work, 'task.edited', { ...task, projectId }, { parts, ...(isMove ? { projectId } : {}), ...data });
}
