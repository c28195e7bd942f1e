// Closing a task.
import { InputType } from 'type-graphql';
import { TaskActionInput } from '../command/task-action.input.ts';

/** Which task. */
@InputType('CloseTaskInput', { description: 'Which task to close.' })
export class CloseTaskInput extends TaskActionInput {}
