// Cloning a task.
import { Field, ID, InputType } from 'type-graphql';
import { SampleSourceInput } from '../../steps/sample-source.input.ts';
import { EnvironmentVariableInput } from '../spec/environment-variable.input.ts';
import { TaskActionInput } from './task-action.input.ts';

/** Which task, and what to change. */
@InputType('CloneTaskInput', { description: 'Which task to clone, and what to change in the clone.' })
export class CloneTaskInput extends TaskActionInput {
  @Field(() => String, { nullable: true, description: 'Name of the clone; that of the task when absent.' })
  name?: string | null;

  @Field(() => [String], { nullable: true, description: 'Of a command: arguments instead of those of the task.' })
  args?: string[] | null;

  @Field(() => [EnvironmentVariableInput], { nullable: true, description: 'Of a command: variables to set over those of the task.' })
  env?: EnvironmentVariableInput[] | null;

  @Field(() => SampleSourceInput, { nullable: true, description: 'Of a steps task: samples instead of those of the task.' })
  samples?: SampleSourceInput | null;

  @Field(() => ID, { nullable: true, description: 'The queue that the clone enters at once; it enters none when absent.' })
  queueId?: string | null;
}
