// Resetting a task.
import { InputType } from 'type-graphql';
import { TaskActionInput } from '../command/task-action.input.ts';

/** Which task. */
@InputType('ResetTaskInput', { description: 'Which task to reset.' })
export class ResetTaskInput extends TaskActionInput {}
