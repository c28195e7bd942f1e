// Reads of places in queues: in their order, by id, by task, and where they stand.
import type { QueueItem } from '../../../domain/queue/queue.ts';
import type { Connection, Statement } from '../../database.ts';
import { QueueItemEntity } from '../../entity/queue/queue-item.entity.ts';
import type { ChildListing } from '../child-listing.ts';
import { COUNT_CAP, loadBy, type Reach } from '../listing.ts';
import { selectList } from '../select-list.ts';
import { REACH_OF_TASK } from '../task-listing.ts';

const SELECT = selectList(QueueItemEntity, 't', ['specKind', 'deck']);

// Its queue is in reach too, or a place would be shown that leads nowhere: a task may wait in the queue of another project.
const REACH = `(t.task_id IS NULL OR ${REACH_OF_TASK})
  AND EXISTS (SELECT 1 FROM queue line WHERE line.id = t.queue_id AND (line.project_id IS NULL OR line.project_id = ANY($?::uuid[])))`;

/** Items of a queue in the order in which they are handed out; ids break the ties that put-backs can make. */
export const ITEMS_OF_QUEUES: ChildListing = {
  name: 'queue_item',
  from: 'queue_item t',
  select: SELECT,
  base: null,
  reach: REACH,
  parent: 't.queue_id',
  order: [
    { property: 'priority', column: 't.priority', type: 'integer', descending: true },
    { property: 'rank', column: 't.rank', type: 'integer', descending: false },
    { property: 'id', column: 't.id', type: 'uuid', descending: false },
  ],
};

const LOAD = loadBy(ITEMS_OF_QUEUES);
const OF_TASKS = loadBy(ITEMS_OF_QUEUES, { name: 'load_queue_item_of_task', where: 't.task_id = ANY($1::uuid[])' });

const POSITIONS: Statement = {
  name: 'load_queue_item_position',
  text: `SELECT i.id, (SELECT 1 + count(*)::int FROM (
      SELECT 1 FROM queue_item b WHERE b.queue_id = i.queue_id AND b.priority >= i.priority
        AND (b.priority > i.priority OR b.rank < i.rank OR (b.rank = i.rank AND b.id < i.id)) LIMIT ${COUNT_CAP}) before) AS position
    FROM queue_item i WHERE i.id = ANY($1::uuid[]) LIMIT cardinality($1::uuid[])`,
};

/** Items by id; those that have been handed out, and those out of reach, are left out. */
export function loadQueueItems(connection: Connection, ids: readonly string[], reach: Reach): Promise<QueueItem[]> {
  return LOAD<QueueItem>(connection, ids, reach);
}

/** The places at which tasks wait; tasks that wait nowhere, or out of reach, are left out. */
export function loadQueueItemsOfTasks(connection: Connection, taskIds: readonly string[], reach: Reach): Promise<QueueItem[]> {
  return OF_TASKS<QueueItem>(connection, taskIds, reach);
}

/** Where items stand in their queues, from 1; places beyond `COUNT_CAP` are told as the one after it. */
export function loadPositions(connection: Connection, itemIds: readonly string[]): Promise<{ id: string; position: number }[]> {
  return connection.query(POSITIONS, [itemIds]);
}
