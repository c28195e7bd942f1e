// Entries of series as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { MetricKind } from '../../../domain/metric/metric-kind.ts';
import { connectionType } from '../page/connection.type.ts';
import { BigIntScalar, DateTimeScalar } from '../scalars.ts';
import { MetricKindEnum } from './metric-kind.enum.ts';

/** GraphQL `MetricEntry`. */
@ObjectType('MetricEntry', { simpleResolvers: true, description: 'A point, or a document such as a plot or a picture, of a series. A later one of the same iteration and key takes its place.' })
export class MetricEntryType {
  @Field(() => MetricKindEnum, { description: 'What it is.' })
  kind!: MetricKind;

  @Field(() => String, { description: 'The metric of its series.' })
  metric!: string;

  @Field(() => String, { description: 'The variant of its series.' })
  variant!: string;

  @Field(() => Int, { description: 'The generation of the task that reported it; 0 for a model.' })
  generation!: number;

  @Field(() => BigIntScalar, { name: 'number', simple: false, description: 'Its number among everything that the generation reported, in the order in which it was recorded, with gaps. One that takes the place of another has a new one.' })
  n!: number;

  @Field(() => BigIntScalar, { name: 'iteration', simple: false, description: 'The iteration; -2147483648 marks a value that belongs to none.' })
  iter!: number;

  @Field(() => DateTimeScalar, { description: 'When it was reported, by the clock of whoever reported it.' })
  at!: Date;

  @Field(() => Number, { nullable: true, description: 'The number; null for documents, and for values such as NaN that JSON has no number for.' })
  value!: number | null;

  @Field(() => String, { description: 'What tells documents of the same iteration apart; empty for numbers, lists and plots.' })
  key!: string;

  @Field(() => String, { nullable: true, description: 'Where a picture lies.' })
  url!: string | null;
}

/** A page of entries; its cursors also resume the live series. */
export const MetricEntryConnection = connectionType('MetricEntry', () => MetricEntryType);
