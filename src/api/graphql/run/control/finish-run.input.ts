// Finishing a run.
import { Field, InputType } from 'type-graphql';
import { RunActionInput } from '../run-action.input.ts';

/** Which run, and why. */
@InputType('FinishRunInput', { description: 'Which run to finish, and why.' })
export class FinishRunInput extends RunActionInput {
  @Field(() => String, { nullable: true, description: 'Why, at most 1,000 characters; shown as the status reason of the tasks that it stops.' })
  reason?: string | null;
}
