// Single measurements of things as the API shows them.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../../scalars.ts';
import { BlobMeasureType } from './blob-measure.type.ts';

/** A measurement. */
@ObjectType('BlobMeasurement', { simpleResolvers: true, description: 'One measure of one thing.' })
export class BlobMeasurementType {
  @Field(() => BlobMeasureType, { description: 'What was measured.' })
  measure!: BlobMeasureType;

  @Field(() => [Float], { description: 'What it came to.' })
  values!: readonly number[];

  @Field(() => BigIntScalar, { name: 'graphicsNumber', simple: false, description: 'Number of the shape that shows the thing; -1 when there is none.' })
  graphicsId!: number;

  @Field(() => String, { description: 'What the thing is; may be empty.' })
  label!: string;
}
