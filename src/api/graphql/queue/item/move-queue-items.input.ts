// Moving what waits in a queue.
import { Field, ID, InputType } from 'type-graphql';
import { MAX_MOVED } from '../../../../domain/queue/queue-input.ts';
import { QueueActionInput } from '../queue-action.input.ts';
import { QueuePlaceInput } from './queue-place.input.ts';

/** Which items, and where to. */
@InputType('MoveQueueItemsInput', { description: 'Which items of a queue to move, and where to.' })
export class MoveQueueItemsInput extends QueueActionInput {
  @Field(() => [ID], { description: `The items, 1 to ${MAX_MOVED}, tasks and barriers, in the order in which they are to stand.` })
  itemIds!: string[];

  @Field(() => QueuePlaceInput, { description: 'Where to.' })
  to!: QueuePlaceInput;
}
