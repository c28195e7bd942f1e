// Retrying a task.
import { InputType } from 'type-graphql';
import { TaskActionInput } from './task-action.input.ts';

/** Which task. */
@InputType('RetryTaskInput', { description: 'Which ended task to run again.' })
export class RetryTaskInput extends TaskActionInput {}
