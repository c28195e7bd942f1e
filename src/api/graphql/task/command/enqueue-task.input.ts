// Enqueueing a task.
import { Field, ID, InputType, Int } from 'type-graphql';
import { TaskActionInput } from './task-action.input.ts';

/** Which task, into which queue. */
@InputType('EnqueueTaskInput', { description: 'Which task to enqueue, and where.' })
export class EnqueueTaskInput extends TaskActionInput {
  @Field(() => ID, { nullable: true, description: 'The queue; the one named default when absent.' })
  queueId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Priority in the queue, higher ones come first; that of the task when absent.' })
  priority?: number | null;
}
