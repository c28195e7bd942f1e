// Specs of steps tasks as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { SampleSource, StepErrorPolicy, StepsSpec } from '../../../domain/steps/steps-spec.ts';
import { JsonScalar } from '../scalars.ts';
import { SampleSourceType } from './sample-source.type.ts';
import { StepErrorPolicyEnum } from './steps.enum.ts';

/** Work on the instruments of a deck. */
@ObjectType('StepsSpec', { simpleResolvers: true, description: 'Work on the instruments of a deck, step by step.' })
export class StepsSpecType {
  /** Tells the members of the union apart; not a field. */
  kind!: StepsSpec['kind'];

  @Field(() => String, { description: 'Name of the deck.' })
  deck!: string;

  @Field(() => [JsonScalar], { description: 'Steps before the first iteration, in the shape of StepInput.' })
  prep!: StepsSpec['prep'];

  @Field(() => [JsonScalar], { description: 'Steps of each iteration, in the shape of StepInput.' })
  main!: StepsSpec['main'];

  @Field(() => [JsonScalar], { description: 'Steps after the last iteration, in the shape of StepInput.' })
  cleanup!: StepsSpec['cleanup'];

  @Field(() => StepErrorPolicyEnum, { description: 'What happens when a step fails.' })
  onStepError!: StepErrorPolicy;

  @Field(() => SampleSourceType, { description: 'Its samples.' })
  source!: SampleSource;
}
