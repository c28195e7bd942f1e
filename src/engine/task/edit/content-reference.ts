// What a task's content refers to, and whether the caller may refer to it.
import { DomainError } from '../../../domain/errors.ts';
import type { ContentPatch } from '../../../domain/task/content/content-patch.ts';
import type { Task } from '../../../domain/task/task.ts';
import { isUuid } from '../../../domain/uuid.ts';
import { modelPlaces, taskPlaces, type ReferencePlace } from '../../../store/write/experiment/reference.store.ts';
import { findProject, findQueue, notFound } from '../../found.ts';
import { decisionAt } from '../../place-check.ts';
import type { Work } from '../../work.ts';

/** Throws NOT_FOUND at the member that names what does not exist or may not be seen: `parentId`, `modelId`, `queueId`. Projects are found by who needs them. */
export async function requireReferences(work: Work, patch: ContentPatch, ownId: string | null): Promise<void> {
  if (patch.parentId != null) await requireParent(work, patch.parentId, ownId);
  await requireModels(work, [...(patch.inputModels ?? []), ...(patch.outputModels ?? [])].map(({ modelId }) => modelId));
  if (patch.queueId !== undefined) await findQueue(work, patch.queueId);
}

/** Throws NOT_FOUND (`modelId`) unless there are such models for the caller. */
export async function requireModels(work: Work, ids: readonly string[]): Promise<void> {
  const unique = [...new Set(ids)];
  const there = await readable(work, await modelPlaces(work.tx, unique.filter(isUuid)));
  const missing = unique.find((id) => !there.has(id));
  if (missing !== undefined) notFound('model', missing, ['modelId']);
}

/** The project that a moved task gets. Only what belongs to no run has a project of its own. Errors: NOT_FOUND, FORBIDDEN, INVALID. */
export async function requireMove(work: Work, task: Pick<Task, 'id' | 'runId' | 'projectId'>, projectId: string | null): Promise<string> {
  const project = await findProject(work, projectId ?? undefined);
  if (task.runId !== null && project.id !== task.projectId) {
    throw new DomainError('INVALID', `projectId: the task ${task.id} belongs to a run and stays in the project of that; clone it to have one elsewhere`, { path: ['projectId'] });
  }
  return project.id;
}

async function requireParent(work: Work, id: string, ownId: string | null): Promise<void> {
  if (id === ownId) throw new DomainError('NOT_FOUND', `a task is no parent of itself: ${id}`, { path: ['parentId'] });
  const there = await readable(work, isUuid(id) ? await taskPlaces(work.tx, [id]) : []);
  if (!there.has(id)) notFound('task', id, ['parentId']);
}

/** Ids of what the caller may look at. */
async function readable(work: Work, places: readonly ReferencePlace[]): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const { id, projectId, isPublic } of places) if (isPublic || (await decisionAt(work, projectId, 'viewer')) === 'ALLOWED') ids.add(id);
  return ids;
}
