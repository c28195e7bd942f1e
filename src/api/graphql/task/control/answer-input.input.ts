// Answering a task that asks.
import { Field, InputType } from 'type-graphql';
import { TaskActionInput } from '../command/task-action.input.ts';
import { JsonScalar } from '../../scalars.ts';

/** Which task, and the answer. */
@InputType('AnswerInputInput', { description: 'Which task to answer, and what.' })
export class AnswerInputInput extends TaskActionInput {
  @Field(() => JsonScalar, { nullable: true, description: 'The answer; it must fit the type in holdPrompt.' })
  value?: unknown;
}
