// Rows that every database has: the root project, the default queue, the local user.
import type { Actor } from '../domain/access.ts';
import { insertQueue, queuesByName } from '../store/write/queue-write.store.ts';
import { insertProject, projectByPath } from '../store/write/workflow-write.store.ts';
import { ensureUser } from '../store/write/user-write.store.ts';
import type { Engine } from './engine.ts';
import { DEFAULT_QUEUE, ROOT_PROJECT } from './found.ts';
import { emit, inTransaction } from './work.ts';

/** Name of the user that everybody is in open mode. */
export const LOCAL_USER = 'local';

/** Makes the rows that are missing, with their events; harmless to repeat, also by several servers at once. Gives back the local user. */
export async function seedRows(engine: Engine): Promise<Actor> {
  const { value } = await inTransaction(engine, { actorId: null, requestId: null }, async (work) => {
    const userId = await ensureUser(work.tx, { id: engine.newId(), name: LOCAL_USER, role: 'admin' });
    const projectId = engine.newId();
    if (!(await projectByPath(work.tx, ROOT_PROJECT)) && (await insertProject(work.tx, { id: projectId, path: ROOT_PROJECT, description: '' }))) {
      emit(work, 'project.created', { subjectId: projectId, projectId, data: { path: ROOT_PROJECT } });
    }
    const queueId = engine.newId();
    const exists = (await queuesByName(work.tx, [DEFAULT_QUEUE])).length > 0;
    if (!exists && (await insertQueue(work.tx, { id: queueId, name: DEFAULT_QUEUE, displayName: null, accepts: ['command'] }))) {
      emit(work, 'queue.created', { subjectId: queueId, queueId, data: { state: 'OPEN', name: DEFAULT_QUEUE } });
    }
    return userId;
  });
  return { userId: value, name: LOCAL_USER, role: 'admin' };
}
