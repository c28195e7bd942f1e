// What a held task asks for, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { HoldPrompt } from '../../../domain/task/hold.ts';
import { VariableTypeEnum } from '../steps/steps.enum.ts';

/** A question to a person. */
@ObjectType('HoldPrompt', { simpleResolvers: true, description: 'What a task that waits for an input asks for; answerInput gives it.' })
export class HoldPromptType implements HoldPrompt {
  @Field(() => String, { description: 'The question.' })
  text!: string;

  @Field(() => VariableTypeEnum, { description: 'What the answer is cast to.' })
  type!: HoldPrompt['type'];
}
