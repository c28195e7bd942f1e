// Documents of tasks for whoever may read them.
import type { Actor } from '../../../domain/access.ts';
import type { TaskDoc } from '../../../domain/task/task-doc.ts';
import { emptyDoc } from '../../../domain/task/task-doc.ts';
import { isUuid } from '../../../domain/uuid.ts';
import { projectOfTask } from '../../../store/reach/project-of.store.ts';
import { taskPlaces } from '../../../store/write/experiment/reference.store.ts';
import { docsOf } from '../../../store/write/experiment/task-doc.store.ts';
import type { Engine } from '../../engine.ts';
import { projectReach } from '../../read/project-reach.ts';
import { requireAll } from './many/edit-lock.ts';

/** The documents of tasks in the order of the ids; throws NOT_FOUND (`taskId`) for a task that does not exist or may not be seen. Public ones may be seen by all. */
export async function contentsOf({ db }: Engine, actor: Actor, taskIds: readonly string[]): Promise<readonly TaskDoc[]> {
  const reach = await projectReach(db, actor);
  const places = await taskPlaces(db, taskIds.filter(isUuid));
  requireAll(taskIds, places.filter(({ isPublic, projectId }) => isPublic || reach === null || reach.includes(projectId)));
  const docs = new Map((await docsOf(db, taskIds)).map((doc) => [doc.taskId, doc]));
  return taskIds.map((id) => docs.get(id) ?? emptyDoc(id));
}

/** The project of a task that the caller has just made or moved. */
export async function projectIdOf({ db }: Engine, taskId: string): Promise<string> {
  const projectId = await projectOfTask(db, taskId);
  if (!projectId) throw new Error(`the task ${taskId} has gone meanwhile`);
  return projectId;
}
