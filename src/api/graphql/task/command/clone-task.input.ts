// Cloning a task.
import { Field, InputType } from 'type-graphql';
import { EnvironmentVariableInput } from '../spec/environment-variable.input.ts';
import { TaskActionInput } from './task-action.input.ts';

/** Which task, and what to change. */
@InputType('CloneTaskInput', { description: 'Which task to clone, and what to change in the clone.' })
export class CloneTaskInput extends TaskActionInput {
  @Field(() => String, { nullable: true, description: 'Name of the clone; that of the task when absent.' })
  name?: string | null;

  @Field(() => [String], { nullable: true, description: 'Arguments instead of those of the task.' })
  args?: string[] | null;

  @Field(() => [EnvironmentVariableInput], { nullable: true, description: 'Variables to set over those of the task.' })
  env?: EnvironmentVariableInput[] | null;
}
