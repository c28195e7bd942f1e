// Reads of queues.
import { QUEUE_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { NamedOrderField } from '../../domain/filter/list-orders.ts';
import type { Queue } from '../../domain/queue/queue.ts';
import { QueueEntity } from '../entity/queue/queue.entity.ts';
import { CREATION, NAMED } from './list-order-key.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Lists and loads of queues. */
export const QUEUE_READS = nounReads<Queue, Queue, NamedOrderField, typeof QUEUE_FIELDS>({
  listing: { name: 'queue', from: 'queue t', select: selectList(QueueEntity, 't', ['deletedAt']), base: 't.deleted_at IS NULL', reach: '(t.project_id IS NULL OR t.project_id = ANY($?::uuid[]))' },
  fields: QUEUE_FIELDS,
  traits: { name: { isOrdered: true, isFolded: true } },
  orders: NAMED,
  tie: CREATION,
  record: asStored,
});
