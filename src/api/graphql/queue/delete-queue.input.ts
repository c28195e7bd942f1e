// Deleting a queue.
import { Field, InputType } from 'type-graphql';
import { QueueActionInput } from './queue-action.input.ts';

/** Which queue, and whether what waits in it leaves first. */
@InputType('DeleteQueueInput', { description: 'Which queue to delete.' })
export class DeleteQueueInput extends QueueActionInput {
  @Field(() => Boolean, { nullable: true, description: 'Delete it although tasks wait in it: up to 500 leave it and are what they were before they entered. Otherwise it is refused while any wait.' })
  force?: boolean | null;
}
