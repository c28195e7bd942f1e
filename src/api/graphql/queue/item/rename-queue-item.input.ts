// Naming what waits in a queue.
import { Field, InputType } from 'type-graphql';
import { QueueItemActionInput } from './queue-item-action.input.ts';

/** Which item, and its name. */
@InputType('RenameQueueItemInput', { description: 'Which item to rename.' })
export class RenameQueueItemInput extends QueueItemActionInput {
  @Field(() => String, { nullable: true, description: 'The name shown in the queue, 1 to 255 characters; that of the task when null or absent.' })
  displayName?: string | null;
}
