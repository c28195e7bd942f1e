// Cloning a run.
import { Field, InputType } from 'type-graphql';
import { RunActionInput } from './run-action.input.ts';

/** Which run, under which name. */
@InputType('CloneRunInput', { description: 'Which run to clone.' })
export class CloneRunInput extends RunActionInput {
  @Field(() => String, { nullable: true, description: 'Name of the clone, 1 to 255 characters; that of the run when absent.' })
  name?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the tasks of the clone enter their queues by themselves; true when absent.' })
  enqueue?: boolean | null;
}
