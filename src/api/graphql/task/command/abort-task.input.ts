// Aborting a task.
import { InputType } from 'type-graphql';
import { EndTaskInput } from './end-task.input.ts';

/** Which task, and why. */
@InputType('AbortTaskInput', { description: 'Which task to abort, and why.' })
export class AbortTaskInput extends EndTaskInput {}
