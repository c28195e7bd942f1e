// Steps as clients give them: one flat shape for all kinds, the same as in JSON, so that faults name the same places.
import { Field, InputType } from 'type-graphql';
import type { StepKind, VariableType } from '../../../domain/steps/step.ts';
import { JsonScalar } from '../scalars.ts';
import { StepKindEnum, VariableTypeEnum } from './steps.enum.ts';

/** One step; which fields it takes depends on its kind. */
@InputType('StepInput', { description: 'One step. Which fields it takes depends on its kind; in values a text that begins with `#` is the variable of that name.' })
export class StepInput {
  @Field(() => StepKindEnum, { description: 'What it does.' })
  kind!: StepKind;

  @Field(() => String, { nullable: true, description: 'A name of the author, at most 100 characters.' })
  id?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Left out, a block with all its steps; false when absent.' })
  disabled?: boolean | null;

  @Field(() => String, { nullable: true, description: 'call: the instrument.' })
  instrument?: string | null;

  @Field(() => String, { nullable: true, description: 'call: the method.' })
  method?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'call, workflow: an object of arguments by name.' })
  args?: unknown;

  @Field(() => [String], { nullable: 'itemsAndList', description: 'call: a variable for each result in order (one for a single result), null for one that is not kept. workflow: its variables to take over.' })
  returns?: (string | null)[] | null;

  @Field(() => Boolean, { nullable: true, description: 'call: once for all samples of the batch, with the variables of the first.' })
  once?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'call with once: arguments that get the list of the values of all samples.' })
  gather?: string[] | null;

  @Field(() => JsonScalar, { nullable: true, description: 'wait: how long, a number or a text such as `#pause_time`.' })
  seconds?: unknown;

  @Field(() => String, { nullable: true, description: 'pause: what to tell the person.' })
  message?: string | null;

  @Field(() => String, { nullable: true, description: 'comment: the line; `#name` inside is replaced.' })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'input, variable, math: the variable. workflow: the name shown.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'input: what to ask.' })
  prompt?: string | null;

  @Field(() => VariableTypeEnum, { nullable: true, description: 'input, variable: the type.' })
  type?: VariableType | null;

  @Field(() => JsonScalar, { nullable: true, description: 'variable: a value, or a text with an expression.' })
  value?: unknown;

  @Field(() => String, { nullable: true, description: 'math: the expression.' })
  expression?: string | null;

  @Field(() => String, { nullable: true, description: 'if, while: the condition, an expression.' })
  condition?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'repeat: how often, a whole number or a text such as `#turns`.' })
  times?: unknown;

  @Field(() => [StepInput], { nullable: true, description: 'if: the steps when the condition holds.' })
  then?: StepInput[] | null;

  @Field(() => [StepInput], { nullable: true, description: 'if: the steps when it does not.' })
  else?: StepInput[] | null;

  @Field(() => [StepInput], { nullable: true, description: 'while, repeat: the steps to repeat.' })
  body?: StepInput[] | null;

  @Field(() => [StepInput], { nullable: true, description: 'workflow: its main steps.' })
  steps?: StepInput[] | null;
}
