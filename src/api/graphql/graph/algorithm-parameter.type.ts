// Parameters of algorithms as the API shows them.
import { Field, Float, ObjectType } from 'type-graphql';
import type { AlgorithmParameter, ParameterType } from '../../../domain/graph/algorithm.ts';
import { ParameterTypeEnum } from './algorithm.enum.ts';

/** One of them. */
@ObjectType('AlgorithmParameter', { simpleResolvers: true, description: 'What can be set of an algorithm. Values are texts, in documents and in calls.' })
export class AlgorithmParameterShown implements AlgorithmParameter {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => ParameterTypeEnum, { description: 'What its texts are read as.' })
  type!: ParameterType;

  @Field(() => String, { description: 'Its value where nothing is said.' })
  default!: string;

  @Field(() => Float, { nullable: true, description: 'Smallest number; null when there is none.' })
  min?: number;

  @Field(() => Float, { nullable: true, description: 'Largest number, or longest text; null when there is none.' })
  max?: number;

  @Field(() => [String], { nullable: true, description: 'The texts of a choice; null for other types.' })
  choices?: readonly string[];

  @Field(() => String, { description: 'What it does.' })
  description!: string;
}
