// The owners of metrics as a caller may read them.
import type { Actor } from '../../domain/access.ts';
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import type { MetricOwner } from '../../store/write/metric/metric-stream.store.ts';
import type { Engine } from '../engine.ts';
import { notFound } from '../not-found.ts';
import { readableOwners } from './event-owners.ts';

/** Owners that are asked about at once, at most. */
export const MAX_ASKED_OWNERS = 1_000;

/** The owners of these ids that the caller may read, in the order of the ids. Throws NOT_FOUND for the first that is not there for him. */
export async function metricOwners({ db }: Engine, actor: Actor, asked: { readonly isModel: boolean; readonly ids: readonly string[] }): Promise<readonly EventOwner[]> {
  const { isModel, ids } = asked;
  const found = new Map((await readableOwners(db, actor, isModel ? { tasks: [], models: ids } : { tasks: ids, models: [] })).map((owner) => [owner.id, owner]));
  const noun = isModel ? 'model' : 'task';
  return ids.map((id) => found.get(id) ?? notFound(noun, id, [`${noun}Id`]));
}

/** The owner's present generation, as stores ask for it. */
export function ownerOf({ id, generation }: EventOwner): MetricOwner {
  return { ownerId: id, generation };
}
