// Reads of queues.
import type { Queue, QueueState } from '../../domain/queue/queue.ts';
import { QueueEntity } from '../entity/queue/queue.entity.ts';
import { creationOrder } from './creation-order.ts';
import { type NameFilter, nameConditions, oneOf } from './listing.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Which queues. */
export interface QueueFilter {
  readonly states?: readonly QueueState[] | undefined;
  readonly name?: NameFilter | undefined;
}

/** Lists and loads of queues. */
export const QUEUE_READS = nounReads<Queue, Queue, QueueFilter>({
  listing: { name: 'queue', from: 'queue t', select: selectList(QueueEntity, 't'), base: null, reach: '(t.project_id IS NULL OR t.project_id = ANY($?::uuid[]))' },
  order: creationOrder,
  conditions: ({ states, name }) => [...oneOf('state', 't.state', states), ...nameConditions(name)],
  record: asStored,
});
