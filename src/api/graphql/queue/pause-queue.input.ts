// Pausing a queue.
import { InputType } from 'type-graphql';
import { QueueActionInput } from './queue-action.input.ts';

/** Which queue. */
@InputType('PauseQueueInput', { description: 'Which queue to pause.' })
export class PauseQueueInput extends QueueActionInput {}
