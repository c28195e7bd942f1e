// Aborting a run.
import { Field, InputType } from 'type-graphql';
import { RunActionInput } from './run-action.input.ts';

/** Which run, and why. */
@InputType('AbortRunInput', { description: 'Which run to abort, and why.' })
export class AbortRunInput extends RunActionInput {
  @Field(() => String, { nullable: true, description: 'Why, at most 1,000 characters; shown as the status reason of its tasks.' })
  reason?: string | null;
}
