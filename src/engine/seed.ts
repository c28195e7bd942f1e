// Rows that every database has: the root project, the queues that tasks enter by default, the local user.
import type { Actor } from '../domain/access.ts';
import type { Queue } from '../domain/queue/queue.ts';
import { queuesByName } from '../store/write/queue-write.store.ts';
import { insertProject } from '../store/write/place/project-write.store.ts';
import { projectByPath } from '../store/write/workflow-write.store.ts';
import { ensureUser } from '../store/write/user-write.store.ts';
import type { Engine } from './engine.ts';
import { DEFAULT_QUEUE, GRAPH_QUEUE, LAB_QUEUE, ROOT_PROJECT } from './found.ts';
import { addQueue } from './queue/queue.service.ts';
import { emit, inTransaction } from './work.ts';

/** Name of the user that everybody is in open mode. */
export const LOCAL_USER = 'local';

/** The queues: commands and graphs as many as runners take, one workflow of the lab at a time. */
const SEEDED_QUEUES: readonly Pick<Queue, 'name' | 'accepts' | 'maxRunning' | 'systemTags'>[] = [
  { name: DEFAULT_QUEUE, accepts: ['command'], maxRunning: null, systemTags: ['default'] },
  { name: LAB_QUEUE, accepts: ['steps'], maxRunning: 1, systemTags: [] },
  { name: GRAPH_QUEUE, accepts: ['graph'], maxRunning: null, systemTags: [] },
];

/** Makes the rows that are missing, with their events; harmless to repeat, also by several servers at once. Gives back the local user. */
export async function seedRows(engine: Engine): Promise<Actor> {
  const { value } = await inTransaction(engine, { op: 'seed', actorId: null, requestId: null }, async (work) => {
    const userId = await ensureUser(work.tx, { id: engine.newId(), name: LOCAL_USER, role: 'admin' });
    const projectId = engine.newId();
    if (!(await projectByPath(work.tx, ROOT_PROJECT)) && (await insertProject(work.tx, { id: projectId, path: ROOT_PROJECT, description: '' }))) {
      emit(work, 'project.created', { subjectId: projectId, projectId, data: { path: ROOT_PROJECT } });
    }
    const there = new Set((await queuesByName(work.tx, SEEDED_QUEUES.map(({ name }) => name))).map(({ name }) => name));
    for (const queue of SEEDED_QUEUES) if (!there.has(queue.name)) await addQueue(work, { id: engine.newId(), displayName: null, ...queue });
    return userId;
  });
  return { userId: value, name: LOCAL_USER, role: 'admin', grants: null };
}
