// Columns of numbers as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { StoredValueType } from './stored-value.type.ts';

/** NUMERIC_VALUES. */
@ObjectType('NumericValue', { implements: StoredValueType, simpleResolvers: true, description: 'Columns of numbers, such as a histogram.' })
export class NumericValueType extends StoredValueType {
  @Field(() => BigIntScalar, { description: 'How it is to be shown: 0 not at all, 2 as a table, 4 as a plot, 8 as a file.' })
  outputType!: number;

  @Field(() => BigIntScalar, { description: 'Which plot: 0 curve, 1 bars, 2 several bars, 3 histogram, 4 pie.' })
  plotType!: number;

  @Field(() => [String], { description: 'Headers of the columns.' })
  headers!: readonly string[];

  @Field(() => [[String]], { description: 'Labels of the values, a list for each column.' })
  valueLabels!: readonly (readonly string[])[];

  @Field(() => [[String]], { description: 'The values as texts, as they are on the wire: a list for each column.' })
  values!: readonly (readonly string[])[];
}
