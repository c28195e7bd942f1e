// Measures of things as the API shows them.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { StoredValueType } from './stored-value.type.ts';

/** What was measured. */
@ObjectType('BlobMeasure', { simpleResolvers: true, description: 'What was measured.' })
export class BlobMeasureType {
  @Field(() => BigIntScalar, { description: 'Its number.' })
  id!: number;

  @Field(() => String, { description: 'Its name, such as Area.' })
  name!: string;

  @Field(() => String, { description: 'How it is computed, where it is not one of the known ones; may be empty.' })
  formula!: string;
}

/** A measurement. */
@ObjectType('BlobMeasurement', { simpleResolvers: true, description: 'One measure of one thing.' })
export class BlobMeasurementType {
  @Field(() => BlobMeasureType, { description: 'What was measured.' })
  measure!: BlobMeasureType;

  @Field(() => [Float], { description: 'What it came to.' })
  values!: readonly number[];

  @Field(() => BigIntScalar, { description: 'Number of the shape that shows the thing; -1 when there is none.' })
  graphicsId!: number;

  @Field(() => String, { description: 'What the thing is; may be empty.' })
  label!: string;
}

/** BLOB_VALUES. */
@ObjectType('BlobValue', { simpleResolvers: true, description: 'Measures of things.' })
export class BlobValueType extends StoredValueType {
  @Field(() => [[BlobMeasurementType]], { description: 'The measurements, a list for each thing; `objects` on the wire.' })
  measurements!: readonly (readonly BlobMeasurementType[])[];
}
