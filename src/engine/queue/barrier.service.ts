// Barriers: items that are no tasks, behind which nothing is handed out.
import { invalid, optional } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { BACK, placeAt, type Place } from '../../domain/queue/place.ts';
import { displayNameAt, requireBarrierRoom } from '../../domain/queue/queue-input.ts';
import { countBarriers, deleteBarrier, insertItems } from '../../store/write/queue-item.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { emit } from '../work.ts';
import { anchorGone, itemGone, lockItemAlone, lockOwnLine } from './line-lock.ts';
import { planPlaces, writePlaces } from './place-items.ts';

/** The queue, the place of the barrier (its end when absent), and a name for people. */
export interface AddQueueBarrierInput {
  readonly queueId: string;
  readonly to?: Place | undefined;
  readonly displayName?: string | null | undefined;
}

/** Priority of a barrier in an empty queue: that of tasks that name none. */
const ALONE = 0;

/** Adds a barrier; it has the priority of its neighbour, so what enters later with a higher one passes it. The subject is the new item. Errors: INVALID, NOT_FOUND, LIMIT_EXCEEDED; refused NOT_QUEUED when the item that the place names has left. */
export async function addQueueBarrier(engine: Engine, context: CommandContext, input: AddQueueBarrierInput): Promise<CommandOutcome> {
  const to = optional(input.to, (place) => placeAt(place, ['to']), BACK);
  const displayName = displayNameAt(input.displayName, ['displayName']);
  return runCommand(engine, context, {
    op: 'addQueueBarrier',
    input,
    body: async (work) => {
      const { id: queueId, projectId } = await lockOwnLine(work, input.queueId);
      requireBarrierRoom(await countBarriers(work.tx, queueId));
      const plan = await planPlaces(work, { queueId, to, moved: [], n: 1, alone: ALONE });
      if (plan === null) return anchorGone(queueId);
      await writePlaces(work, plan, []);
      const [id, rank, priority] = [work.engine.newId(), plan.ranks[0]!, plan.priority];
      await insertItems(work.tx, [{ id, queueId, taskId: null, specKind: null, priority, rank, delaySeconds: 0, displayName }]);
      emit(work, 'queue.barrier_added', { subjectId: id, projectId, queueId, data: { item: { id, queueId, priority, rank, displayName, notBefore: null } } });
      return accepted(id);
    },
  });
}

/** Removes a barrier: what stood behind it is handed out. Errors: INVALID (a task: dequeue it), NOT_FOUND (what is no id); refused NOT_QUEUED when it is gone. */
export async function removeQueueBarrier(engine: Engine, context: CommandContext, input: { readonly itemId: string }): Promise<CommandOutcome> {
  return runCommand(engine, context, {
    op: 'removeQueueBarrier',
    input,
    body: async (work) => {
      const item = await lockItemAlone(work, input.itemId);
      if (item === null) return itemGone(input.itemId);
      if (item.taskId !== null) invalid(['itemId'], 'is the place of a task, not a barrier; dequeue the task instead');
      await deleteBarrier(work.tx, item.id);
      emit(work, 'queue.barrier_removed', { subjectId: item.id, projectId: item.projectId, queueId: item.queueId, data: { item: null } });
      return accepted(item.id);
    },
  });
}
