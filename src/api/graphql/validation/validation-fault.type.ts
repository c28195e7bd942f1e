// One fault of a check, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { ValidationFault } from '../../../domain/steps/validation.ts';

/** One fault. */
@ObjectType('ValidationFault', { simpleResolvers: true, description: 'One thing that is wrong.' })
export class ValidationFaultType implements ValidationFault {
  @Field(() => [String], { description: 'Where in the arguments it is, from the argument down.' })
  path!: readonly string[];

  @Field(() => String, { description: 'What is wrong and what to do about it, for people.' })
  message!: string;
}
