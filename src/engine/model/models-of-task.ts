// What becomes of the models of a task when it is published, made new, or goes; part of the commands that do that.
import { assertNever } from '../../domain/errors.ts';
import { fateOf, type MakerEnd } from '../../domain/model/model-rule.ts';
import type { Model } from '../../domain/model/model.ts';
import { deleteModels, detachModels, setModelsReady } from '../../store/write/experiment/model.store.ts';
import { lockLastOutput, lockMadeModels, type MadeModel } from '../../store/write/experiment/made-models.store.ts';
import type { Work } from '../work.ts';
import { emitModel } from './model-events.ts';

/** What became of the models that a task had made. */
export interface EndedModels {
  /** Drafts that went with it; their files are the caller's to remove. */
  readonly deleted: readonly Model[];
  /** Drafts that stay, and do not know any more who made them. */
  readonly detached: readonly Model[];
  /** Published ones that remember the id of a task that is gone. */
  readonly orphaned: readonly Model[];
}

/** Ends what a locked task has made, as it is reset (`gone: false`) or deleted (`gone: true`); call it before the task's generation changes. */
export async function endModels(work: Work, taskId: string, end: MakerEnd): Promise<EndedModels> {
  const ended = { deleted: [] as Model[], detached: [] as Model[], orphaned: [] as Model[] };
  for (const model of await lockMadeModels(work.tx, taskId)) listOf(ended, model, end)?.push(model);
  const { deleted, detached, orphaned } = ended;
  if (deleted.length > 0) await deleteModels(work.tx, idsOf(deleted));
  if (detached.length > 0) await detachModels(work.tx, idsOf(detached), { keepName: false });
  if (orphaned.length > 0) await detachModels(work.tx, idsOf(orphaned), { keepName: true });
  for (const model of deleted) emitModel(work, 'model.deleted', { model });
  for (const model of [...detached, ...orphaned]) emitModel(work, 'model.edited', { model });
  return ended;
}

/** Publishes the model that a locked task gave last; null when it gave none, or that one is published already. */
export async function publishLastModel(work: Work, task: { readonly id: string; readonly generation: number }): Promise<Model | null> {
  const model = await lockLastOutput(work.tx, task);
  if (model === undefined || model.ready) return null;
  await setModelsReady(work.tx, [model.id]);
  emitModel(work, 'model.edited', { model, data: { ready: true } });
  return model;
}

function listOf(ended: { deleted: Model[]; detached: Model[]; orphaned: Model[] }, model: MadeModel, end: MakerEnd): Model[] | null {
  const fate = fateOf(model, end);
  switch (fate) {
    case 'DELETE':
      return ended.deleted;
    case 'DETACH':
      return ended.detached;
    case 'ORPHAN':
      return ended.orphaned;
    case 'KEEP':
      return null;
    default:
      return assertNever(fate);
  }
}

function idsOf(models: readonly Model[]): string[] {
  return models.map(({ id }) => id);
}
