// Taking a task out of its queue.
import { InputType } from 'type-graphql';
import { TaskActionInput } from './task-action.input.ts';

/** Which task. */
@InputType('DequeueTaskInput', { description: 'Which task to take out of its queue.' })
export class DequeueTaskInput extends TaskActionInput {}
