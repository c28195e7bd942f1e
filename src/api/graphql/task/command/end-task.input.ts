// Ending a task, softly or at once.
import { Field, InputType } from 'type-graphql';
import { TaskActionInput } from './task-action.input.ts';

/** Which task, and why; abort and kill have inputs of their own names. */
@InputType('EndTaskInput', { description: 'Which task to end, and why.' })
export abstract class EndTaskInput extends TaskActionInput {
  @Field(() => String, { nullable: true, description: 'Why, at most 1,000 characters; shown as the status reason.' })
  reason?: string | null;
}
