// Deleting a task.
import { InputType } from 'type-graphql';
import { TaskActionInput } from '../command/task-action.input.ts';

/** Which task. */
@InputType('DeleteTaskInput', { description: 'Which task to delete.' })
export class DeleteTaskInput extends TaskActionInput {}
