// What mutations of queues answer.
import { type PayloadSubject, payloadType } from '../mutation/payload.type.ts';
import { QueueType } from './queue.type.ts';

const QUEUE: PayloadSubject = { field: 'queue', type: () => QueueType };

/** Answer of createQueue. */
export const CreateQueuePayload = payloadType('CreateQueue', QUEUE);
/** Answer of deleteQueue. */
export const DeleteQueuePayload = payloadType('DeleteQueue', { ...QUEUE, description: 'Null: the queue cannot be read any more, unless it was refused.' });
/** Answer of pauseQueue. */
export const PauseQueuePayload = payloadType('PauseQueue', QUEUE);
/** Answer of resumeQueue. */
export const ResumeQueuePayload = payloadType('ResumeQueue', QUEUE);
/** Answer of drainQueue. */
export const DrainQueuePayload = payloadType('DrainQueue', QUEUE);
/** Answer of updateQueue. */
export const UpdateQueuePayload = payloadType('UpdateQueue', QUEUE);
