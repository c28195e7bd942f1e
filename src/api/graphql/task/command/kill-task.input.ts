// Killing a task.
import { InputType } from 'type-graphql';
import { EndTaskInput } from './end-task.input.ts';

/** Which task, and why. */
@InputType('KillTaskInput', { description: 'Which task to kill, and why.' })
export class KillTaskInput extends EndTaskInput {}
