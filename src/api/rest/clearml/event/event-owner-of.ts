// The task or model that a call about events names.
import type { EventOwner } from '../../../../domain/metric/event-admission.ts';
import { metricOwners } from '../../../../engine/metric/owner.read.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { requireUuid } from '../wire-id.ts';

/** The owner of an id as it is written. Errors: INVALID_TASK_ID, INVALID_MODEL_ID. */
export async function eventOwnerOf(context: ClearmlContext, id: string, isModel = false): Promise<EventOwner> {
  return (await eventOwnersOf(context, [id], isModel))[0]!;
}

/** The owners of several ids, in their order, each once. Errors: INVALID_TASK_ID, INVALID_MODEL_ID. */
export async function eventOwnersOf({ engine, command }: ClearmlContext, ids: readonly string[], isModel = false): Promise<readonly EventOwner[]> {
  const uuids = ids.map((id) => requireUuid(id, isModel ? 'INVALID_MODEL_ID' : 'INVALID_TASK_ID'));
  return metricOwners(engine, command.actor, { isModel, ids: [...new Set(uuids)] });
}
