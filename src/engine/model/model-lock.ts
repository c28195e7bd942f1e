// Finding what a command on models names: the model under lock, its task, its parent.
import type { Model } from '../../domain/model/model.ts';
import { DomainError } from '../../domain/errors.ts';
import { holdMaker } from '../../store/write/experiment/maker-lock.store.ts';
import { lockModels, modelsById } from '../../store/write/experiment/model.store.ts';
import { notFound } from '../not-found.ts';
import { requirePlace } from '../place-check.ts';
import { requireId } from '../found.ts';
import type { Work } from '../work.ts';

/** Locks a model that the command may change. Errors: NOT_FOUND, and FORBIDDEN for who may only look at it, or when it is public. */
export async function lockModel(work: Work, id: string): Promise<Model> {
  const path = ['modelId'];
  const [model] = await lockModels(work.tx, [requireId('model', id, path)]);
  if (model === undefined) return notFound('model', id, path);
  await requirePlace(work, { projectId: model.projectId }, { noun: 'model', id, path });
  if (model.isPublic) throw new DomainError('FORBIDDEN', 'the model is public, so nobody may change it: make it private first', { path });
  return model;
}

/** Holds the task that a model is to be of; undefined when none is named. Errors: NOT_FOUND, FORBIDDEN. Call it before a model is locked. */
export async function maker(work: Work, id: string | null | undefined): Promise<{ readonly id: string; readonly projectId: string } | undefined> {
  if (id === null || id === undefined) return undefined;
  const path = ['taskId'];
  const task = (await holdMaker(work.tx, requireId('task', id, path))) ?? notFound('task', id, path);
  await requirePlace(work, { projectId: task.projectId }, { noun: 'task', id, path });
  return task;
}

/** Throws NOT_FOUND unless the caller may look at the model that another is to be made from. */
export async function requireParent(work: Work, id: string | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const path = ['modelId'];
  const [parent] = await modelsById(work.tx, [requireId('model', id, path)]);
  if (parent === undefined) notFound('model', id, path);
  else await requirePlace(work, { projectId: parent.projectId }, { noun: 'model', id, path, role: 'viewer' });
}
