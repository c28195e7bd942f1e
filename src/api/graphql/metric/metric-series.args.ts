// The arguments that name a series.
import { ArgsType, Field, ID } from 'type-graphql';
import type { MetricKind } from '../../../domain/metric/metric-kind.ts';
import { MetricKindEnum } from './metric-kind.enum.ts';

/** A task and the name of a series of it. */
@ArgsType()
export class MetricSeriesArgs {
  @Field(() => ID, { description: 'The task.' })
  taskId!: string;

  @Field(() => String, { description: 'The metric.' })
  metric!: string;

  @Field(() => String, { description: 'The variant.' })
  variant!: string;

  @Field(() => MetricKindEnum, { defaultValue: 'SCALAR', description: 'What the series is made of.' })
  kind!: MetricKind;
}
