// Samples given with a run.
import { Field, InputType } from 'type-graphql';
import { SampleSourceInput } from '../steps/sample-source.input.ts';

/** For which task, and which. */
@InputType('RunSamplesInput', { description: 'Samples for one steps task of a run, instead of those that the definition has.' })
export class RunSamplesInput {
  @Field(() => String, { nullable: true, description: 'The node of the task; may be left out when the definition has one steps task.' })
  node?: string | null;

  @Field(() => SampleSourceInput, { description: 'Where its samples come from.' })
  source!: SampleSourceInput;
}
