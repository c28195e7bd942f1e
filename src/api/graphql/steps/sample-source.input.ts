// Where samples come from, as clients give it.
import { Field, InputType, Int } from 'type-graphql';
import { STEPS_LIMITS, type SampleSource } from '../../../domain/steps/steps-spec.ts';
import { JsonScalar } from '../scalars.ts';
import { SampleSourceKindEnum } from './steps.enum.ts';

/** Where samples come from. */
@InputType('SampleSourceInput', { description: 'How often the main part runs, and which variables its samples begin with.' })
export class SampleSourceInput {
  @Field(() => SampleSourceKindEnum, { description: 'Where the samples come from.' })
  kind!: SampleSource['kind'];

  @Field(() => Int, { nullable: true, description: `REPEAT: iterations, 0 to ${STEPS_LIMITS.iterations}; 1 when absent.` })
  count?: number | null;

  @Field(() => [JsonScalar], { nullable: true, description: `ROWS: one object a sample, at most ${STEPS_LIMITS.rows}; its fields are the variables.` })
  rows?: unknown[] | null;

  @Field(() => Int, { nullable: true, description: `Samples of one iteration, 1 to ${STEPS_LIMITS.batch}; 1 when absent. Each step is carried out for all of them before the next.` })
  batch?: number | null;
}
