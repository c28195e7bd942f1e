// What may be done with a model as it stands, and what becomes of the models of a task that is reset or deleted.
import type { Model } from './model.ts';

/** What else there is around a model that decides. */
export interface ModelUse {
  /** Tasks other than its maker that begin with it. */
  readonly readers: number;
  /** Whether the task that made it is published. */
  readonly makerPublished: boolean;
}

/** Why a model stays: tasks begin with it, or it is a result that was published. */
export type ModelRefusal = 'MODEL_IN_USE' | 'MODEL_PUBLISHED';

/** Why a model cannot be deleted; null when it can. `force` deletes it nevertheless. */
export function whyNotDeleted(model: Pick<Model, 'ready'>, use: ModelUse, force: boolean): ModelRefusal | null {
  if (force) return null;
  if (use.makerPublished && model.ready) return 'MODEL_PUBLISHED';
  return use.readers > 0 ? 'MODEL_IN_USE' : null;
}

/** What becomes of a model when the task that made it begins anew or goes. */
export type ModelFate = 'DELETE' | 'DETACH' | 'ORPHAN' | 'KEEP';

/** How its task goes. */
export interface MakerEnd {
  /** Deleted for ever, or only made new. */
  readonly gone: boolean;
  /** Whether its drafts go with it. */
  readonly deleteDrafts: boolean;
}

/**
 * Drafts go with their task; one that another task begins with only forgets who made it, and so do all when drafts are to stay. What is
 * published stays: of a task that is gone it remembers the id, of one that is made new nothing changes.
 */
export function fateOf(model: Pick<Model, 'ready'> & { readonly readers: number }, end: MakerEnd): ModelFate {
  if (model.ready) return end.gone ? 'ORPHAN' : 'KEEP';
  return end.deleteDrafts && model.readers === 0 ? 'DELETE' : 'DETACH';
}
