// Specs of steps tasks as clients give them.
import { Field, InputType } from 'type-graphql';
import type { StepErrorPolicy } from '../../../domain/steps/steps-spec.ts';
import { SampleSourceInput } from './sample-source.input.ts';
import { StepInput } from './step.input.ts';
import { StepErrorPolicyEnum } from './steps.enum.ts';

/** Work on the instruments of a deck. */
@InputType('StepsSpecInput', { description: 'Work on the instruments of a deck, step by step. A steps task belongs to a run: see createRun.' })
export class StepsSpecInput {
  @Field(() => String, { description: 'Name of the deck; the task has it to itself while it runs.' })
  deck!: string;

  @Field(() => [StepInput], { nullable: true, description: 'Steps before the first iteration, carried out once.' })
  prep?: StepInput[] | null;

  @Field(() => [StepInput], { description: 'Steps of each iteration.' })
  main!: StepInput[];

  @Field(() => [StepInput], { nullable: true, description: 'Steps after the last iteration, carried out once.' })
  cleanup?: StepInput[] | null;

  @Field(() => StepErrorPolicyEnum, { nullable: true, description: 'What happens when a step fails; HOLD when absent.' })
  onStepError?: StepErrorPolicy | null;

  @Field(() => SampleSourceInput, { nullable: true, description: 'Its samples; one iteration of one sample without variables when absent.' })
  source?: SampleSourceInput | null;
}
