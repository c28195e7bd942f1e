// What mutations of places in queues answer.
import { type PayloadSubject, payloadType } from '../../mutation/payload.type.ts';
import { QueueItemType } from '../queue-item.type.ts';
import { QueueType } from '../queue.type.ts';

const ITEM: PayloadSubject = { field: 'queueItem', type: () => QueueItemType };

/** Answer of moveQueueItems. */
export const MoveQueueItemsPayload = payloadType('MoveQueueItems', { field: 'queue', type: () => QueueType });
/** Answer of renameQueueItem. */
export const RenameQueueItemPayload = payloadType('RenameQueueItem', ITEM);
/** Answer of addQueueBarrier. */
export const AddQueueBarrierPayload = payloadType('AddQueueBarrier', ITEM);
/** Answer of removeQueueBarrier. */
export const RemoveQueueBarrierPayload = payloadType('RemoveQueueBarrier', { ...ITEM, description: 'The barrier when it is still there: null once it was removed.' });
