// Removing a barrier.
import { InputType } from 'type-graphql';
import { QueueItemActionInput } from './queue-item-action.input.ts';

/** Which barrier. */
@InputType('RemoveQueueBarrierInput', { description: 'Which barrier to remove.' })
export class RemoveQueueBarrierInput extends QueueItemActionInput {}
