// Enqueueing a task.
import { Field, ID, InputType, Int } from 'type-graphql';
import { QueuePlaceInput } from '../../queue/item/queue-place.input.ts';
import { TaskActionInput } from './task-action.input.ts';

/** Which task, into which queue. */
@InputType('EnqueueTaskInput', { description: 'Which task to enqueue, and where.' })
export class EnqueueTaskInput extends TaskActionInput {
  @Field(() => ID, { nullable: true, description: 'The queue; that of its kind of work when absent: default for a command, lab for steps.' })
  queueId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Priority in the queue, higher ones come first; that of the task when absent.' })
  priority?: number | null;

  @Field(() => QueuePlaceInput, { nullable: true, description: 'Where in the line, with the priority of its neighbour there; not together with `priority`. The end of its priority when absent.' })
  place?: QueuePlaceInput | null;
}
