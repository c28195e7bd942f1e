// Documents of tasks for whoever may read them, and only what he asks for: the rest may be large.
import type { Actor } from '../../../domain/access.ts';
import type { JsonObject } from '../../../domain/task/task-doc.ts';
import { isUuid } from '../../../domain/uuid.ts';
import { projectOfTask } from '../../../store/reach/project-of.store.ts';
import { taskPlaces } from '../../../store/write/experiment/reference.store.ts';
import { memberOfDocs } from '../../../store/write/experiment/task-doc.store.ts';
import type { Engine } from '../../engine.ts';
import { projectReach } from '../../read/project-reach.ts';
import { requireAll } from './many/edit-lock.ts';

/** A member of the documents of tasks that is read by itself. */
export type ReadMember = 'hyperparams' | 'configuration';

/** That member of the documents of tasks, in the order of the ids; throws as `requireTasksInReach`. */
export async function contentsOf(engine: Engine, actor: Actor, { taskIds, member }: { readonly taskIds: readonly string[]; readonly member: ReadMember }): Promise<readonly { readonly taskId: string; readonly content: JsonObject }[]> {
  await requireTasksInReach(engine, actor, taskIds);
  const found = new Map((await memberOfDocs(engine.db, taskIds, member)).map(({ taskId, content }) => [taskId, content]));
  return taskIds.map((taskId) => ({ taskId, content: found.get(taskId) ?? {} }));
}

/** Throws NOT_FOUND (`taskId`) for tasks that do not exist or may not be seen. Public ones may be seen by all. */
export async function requireTasksInReach({ db }: Engine, actor: Actor, taskIds: readonly string[]): Promise<void> {
  const reach = await projectReach(db, actor);
  const places = await taskPlaces(db, taskIds.filter(isUuid));
  requireAll(taskIds, places.filter(({ isPublic, projectId }) => isPublic || reach === null || reach.includes(projectId)));
}

/** The project of a task that the caller has just made or moved. */
export async function projectIdOf({ db }: Engine, taskId: string): Promise<string> {
  const projectId = await projectOfTask(db, taskId);
  if (!projectId) throw new Error(`the task ${taskId} has gone meanwhile`);
  return projectId;
}
