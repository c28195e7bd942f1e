// Where samples come from, as the API shows it.
import { Field, Int, ObjectType } from 'type-graphql';
import type { SampleSource } from '../../../domain/steps/steps-spec.ts';
import { JsonScalar } from '../scalars.ts';
import { SampleSourceKindEnum } from './steps.enum.ts';

/** Where samples come from. */
@ObjectType('SampleSource', { simpleResolvers: true, description: 'How often the main part runs, and which variables its samples begin with.' })
export class SampleSourceType {
  @Field(() => SampleSourceKindEnum, { description: 'Where the samples come from.' })
  kind!: SampleSource['kind'];

  @Field(() => Int, { nullable: true, description: 'Iterations; null for ROWS.' })
  count?: number;

  @Field(() => [JsonScalar], { nullable: true, description: 'The rows; null for REPEAT.' })
  rows?: readonly unknown[];

  @Field(() => Int, { description: 'Samples of one iteration.' })
  batch!: number;
}
