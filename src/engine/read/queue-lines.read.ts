// Queues with what waits in them, as far as a caller may know of it.
import type { Actor } from '../../domain/access.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { countEntries, entriesOf, MAX_ENTRIES, type QueueEntry } from '../../store/read/line/queue-entries.store.ts';
import { QUEUE_READS } from '../../store/read/queue-read.store.ts';
import { queuesWithTag } from '../../store/write/queue-write.store.ts';
import type { Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { projectReach } from './project-reach.ts';

export { MAX_ENTRIES, type QueueEntry } from '../../store/read/line/queue-entries.store.ts';

/** System tag of the queue that tasks enter when none is named. */
const DEFAULT_TAG = 'default';

/** The first two queues with the system tag `default`. */
export function defaultQueues(engine: Engine): Promise<readonly Queue[]> {
  return queuesWithTag(engine.db, DEFAULT_TAG);
}

/** A queue that the caller may see; throws NOT_FOUND. */
export async function queueInReach(engine: Engine, actor: Actor, given: string): Promise<Queue> {
  const id = requireId('queue', given, ['queueId']);
  return (await QUEUE_READS.load(engine.db, [id], await projectReach(engine.db, actor)))[0] ?? notFound('queue', id, ['queueId']);
}

/** The first entries of queues in reach, at most `limit` of each; by queue. */
export async function linesOf(engine: Engine, actor: Actor, of: { readonly queueIds: readonly string[]; readonly limit?: number | undefined }): Promise<ReadonlyMap<string, readonly QueueEntry[]>> {
  const reach = await projectReach(engine.db, actor);
  return Map.groupBy(await entriesOf(engine.db, of.queueIds, { limit: of.limit ?? MAX_ENTRIES, reach }), ({ queueId }) => queueId);
}

/** How many tasks wait in a queue in reach; throws NOT_FOUND. */
export async function lengthOf(engine: Engine, actor: Actor, queueId: string): Promise<number> {
  const { id } = await queueInReach(engine, actor, queueId);
  return countEntries(engine.db, id, await projectReach(engine.db, actor));
}
