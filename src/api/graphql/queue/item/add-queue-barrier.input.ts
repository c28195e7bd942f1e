// Adding a barrier.
import { Field, InputType } from 'type-graphql';
import { QueueActionInput } from '../queue-action.input.ts';
import { QueuePlaceInput } from './queue-place.input.ts';

/** Which queue, and where. */
@InputType('AddQueueBarrierInput', { description: 'Which queue to put a barrier into, and where.' })
export class AddQueueBarrierInput extends QueueActionInput {
  @Field(() => QueuePlaceInput, { nullable: true, description: 'Where, with the priority of its neighbour there; at the end when absent.' })
  to?: QueuePlaceInput | null;

  @Field(() => String, { nullable: true, description: 'The name shown in the queue, 1 to 255 characters.' })
  displayName?: string | null;
}
