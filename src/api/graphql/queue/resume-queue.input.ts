// Resuming a queue.
import { InputType } from 'type-graphql';
import { QueueActionInput } from './queue-action.input.ts';

/** Which queue. */
@InputType('ResumeQueueInput', { description: 'Which queue to resume.' })
export class ResumeQueueInput extends QueueActionInput {}
