// Reads of places in queues: in their order, by id, by task, and where they stand.
import type { QueueItem } from '../../domain/queue/queue.ts';
import type { Connection, Statement } from '../database.ts';
import { QueueItemEntity } from '../entity/queue/queue-item.entity.ts';
import type { ChildListing } from './child-listing.ts';
import { COUNT_CAP, loadStatement } from './listing.ts';
import { selectList } from './select-list.ts';

const SELECT = selectList(QueueItemEntity, 't', ['specKind', 'deck']);

/** Items of a queue in the order in which they are handed out; ids break the ties that put-backs can make. */
export const ITEMS_OF_QUEUES: ChildListing = {
  name: 'queue_item',
  from: 'queue_item t',
  select: SELECT,
  base: null,
  parent: 't.queue_id',
  order: [
    { property: 'priority', column: 't.priority', type: 'integer', descending: true },
    { property: 'rank', column: 't.rank', type: 'integer', descending: false },
    { property: 'id', column: 't.id', type: 'uuid', descending: false },
  ],
};

const LOAD = loadStatement(ITEMS_OF_QUEUES);

const OF_TASKS: Statement = {
  name: 'load_queue_item_of_task',
  text: `SELECT ${SELECT} FROM queue_item t WHERE t.task_id = ANY($1::uuid[]) LIMIT cardinality($1::uuid[])`,
};

const POSITIONS: Statement = {
  name: 'load_queue_item_position',
  text: `SELECT i.id, (SELECT 1 + count(*)::int FROM (
      SELECT 1 FROM queue_item b WHERE b.queue_id = i.queue_id AND b.priority >= i.priority
        AND (b.priority > i.priority OR b.rank < i.rank OR (b.rank = i.rank AND b.id < i.id)) LIMIT ${COUNT_CAP}) before) AS position
    FROM queue_item i WHERE i.id = ANY($1::uuid[]) LIMIT cardinality($1::uuid[])`,
};

/** Items by id; those that have been handed out are left out. */
export function loadQueueItems(connection: Connection, ids: readonly string[]): Promise<QueueItem[]> {
  return connection.query<QueueItem>(LOAD, [ids]);
}

/** The places at which tasks wait; tasks that wait nowhere are left out. */
export function loadQueueItemsOfTasks(connection: Connection, taskIds: readonly string[]): Promise<QueueItem[]> {
  return connection.query<QueueItem>(OF_TASKS, [taskIds]);
}

/** Where items stand in their queues, from 1; places beyond `COUNT_CAP` are told as the one after it. */
export function loadPositions(connection: Connection, itemIds: readonly string[]): Promise<{ id: string; position: number }[]> {
  return connection.query(POSITIONS, [itemIds]);
}
