// Finding the nouns that a command names, or saying clearly that they do not exist.
import { isUuid } from '../domain/uuid.ts';
import type { Project } from '../domain/project.ts';
import type { Queue } from '../domain/queue/queue.ts';
import { queueById, queuesByName } from '../store/write/queue-write.store.ts';
import { projectById, projectByPath } from '../store/write/workflow-write.store.ts';
import { notFound } from './not-found.ts';
import { isKeptToProjects, type Place, requirePlace } from './place-check.ts';
import type { Work } from './work.ts';

export { DEFAULT_QUEUE, defaultQueueOf, GRAPH_QUEUE, LAB_QUEUE } from '../domain/queue/default-queue.ts';
export { notFound } from './not-found.ts';

/** Path of the project that everything without one belongs to. */
export const ROOT_PROJECT = '/';
/** Throws NOT_FOUND for what is no id at all, of whatever type, before it reaches SQL. */
export function requireId(noun: string, id: string, path: readonly string[]): string {
  return typeof id === 'string' && isUuid(id) ? id : notFound(noun, id, path);
}

/** The project of an id, or the root project, in which the command makes something; `on` names what else it takes there. Errors: NOT_FOUND, FORBIDDEN. */
export async function findProject(work: Work, id: string | undefined, on: Omit<Place, 'projectId'> = {}): Promise<Project> {
  const named = { noun: 'project', id: id ?? ROOT_PROJECT, path: ['projectId'] };
  const found = id == null ? projectByPath(work.tx, ROOT_PROJECT) : projectById(work.tx, requireId('project', id, named.path));
  const project = (await found) ?? notFound(named.noun, named.id, named.path);
  await requirePlace(work, { ...on, projectId: project.id }, named);
  return project;
}

/** Throws as `findProject` does, for callers with grants alone: before anything else is told to who may do nothing in the project. */
export async function judgeProject(work: Work, id: string | undefined, on: Omit<Place, 'projectId'>): Promise<void> {
  if (isKeptToProjects(work)) await findProject(work, id, on);
}

/** The queue of an id, judged neither by place nor by locks: what the command does with it decides which role it needs there, and a lock on a queue that is hidden must not tell of it. */
export async function findQueue(work: Work, id: string): Promise<Queue> {
  return (await queueById(work.tx, requireId('queue', id, ['queueId']))) ?? notFound('queue', id, ['queueId']);
}

/** A queue that something names from earlier, unless it has been deleted since. */
export async function queueIfThere(work: Work, id: string | null): Promise<string | null> {
  return id === null ? null : ((await queueById(work.tx, id))?.id ?? null);
}

/** Queues by name; every name must exist. */
export async function findQueuesByName(work: Work, names: readonly string[]): Promise<ReadonlyMap<string, Queue>> {
  const queues = new Map((await queuesByName(work.tx, names)).map((queue) => [queue.name, queue]));
  const missing = names.find((name) => !queues.has(name));
  return missing === undefined ? queues : notFound('queue named', missing, ['queue']);
}
