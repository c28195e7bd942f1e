// Draining a queue.
import { InputType } from 'type-graphql';
import { QueueActionInput } from './queue-action.input.ts';

/** Which queue. */
@InputType('DrainQueueInput', { description: 'Which queue to drain.' })
export class DrainQueueInput extends QueueActionInput {}
