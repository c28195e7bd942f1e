// Publishing a task.
import { InputType } from 'type-graphql';
import { TaskActionInput } from '../command/task-action.input.ts';

/** Which task. */
@InputType('PublishTaskInput', { description: 'Which task to publish.' })
export class PublishTaskInput extends TaskActionInput {}
