// Commands that need nothing but the task.
import { Field, ID, InputType } from 'type-graphql';
import { fromGlobalId } from '../../global-id.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** The task acted on; each mutation has an input of its own name. */
@InputType('TaskActionInput', { description: 'The task that a command acts on.' })
export abstract class TaskActionInput extends CommandInput {
  @Field(() => ID, { description: 'The task.' })
  taskId!: string;
}

/** The UUID of the task. Throws INVALID with its place. */
export function taskIdOf(input: TaskActionInput): string {
  return fromGlobalId(input.taskId, 'Task', ['taskId']);
}
