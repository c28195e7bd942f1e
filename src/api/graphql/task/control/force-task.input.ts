// Ending a task whose runner is silent.
import { InputType } from 'type-graphql';
import { EndTaskInput } from '../command/end-task.input.ts';

/** Which task, and why. */
@InputType('ForceTaskInput', { description: 'Which task to end in the books, and why.' })
export class ForceTaskInput extends EndTaskInput {}
