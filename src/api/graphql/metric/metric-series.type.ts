// Series as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { MetricKind } from '../../../domain/metric/metric-kind.ts';
import { connectionType } from '../page/connection.type.ts';
import { BigIntScalar } from '../scalars.ts';
import { MetricKindEnum } from './metric-kind.enum.ts';

/** GraphQL `MetricSeries`. */
@ObjectType('MetricSeries', {
  simpleResolvers: true,
  description: 'What a task has reported of one metric and variant. The figures are those of the entries that it has now: a value that was overwritten counts no more. Values that are no numbers, such as NaN, count in none of them.',
})
export class MetricSeriesType {
  @Field(() => MetricKindEnum, { description: 'What it is made of. Figures are those of numbers; other kinds have none.' })
  kind!: MetricKind;

  @Field(() => String, { description: 'The metric, of which there may be several variants.' })
  metric!: string;

  @Field(() => String, { description: 'The variant.' })
  variant!: string;

  @Field(() => String, { nullable: true, description: 'What the iterations are, when the program has said so.' })
  xAxisLabel!: string | null;

  @Field(() => BigIntScalar, { name: 'length', simple: false, description: 'How many entries it has.' })
  entries!: number;

  @Field(() => Number, { nullable: true, description: 'The value of the greatest iteration.' })
  lastValue!: number | null;

  @Field(() => BigIntScalar, { name: 'lastIteration', simple: false, nullable: true, description: 'The greatest iteration.' })
  lastIter!: number | null;

  @Field(() => Number, { nullable: true, description: 'The least value.' })
  minValue!: number | null;

  @Field(() => BigIntScalar, { name: 'minIteration', simple: false, nullable: true, description: 'The first iteration with the least value.' })
  minIter!: number | null;

  @Field(() => Number, { nullable: true, description: 'The greatest value.' })
  maxValue!: number | null;

  @Field(() => BigIntScalar, { name: 'maxIteration', simple: false, nullable: true, description: 'The first iteration with the greatest value.' })
  maxIter!: number | null;

  @Field(() => Number, { nullable: true, description: 'The value of the least iteration.' })
  firstValue!: number | null;

  @Field(() => BigIntScalar, { name: 'firstIteration', simple: false, nullable: true, description: 'The least iteration.' })
  firstIter!: number | null;
}

/** A page of series. */
export const MetricSeriesConnection = connectionType('MetricSeries', () => MetricSeriesType);
