// Measures of things as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { BlobMeasurementType } from './part/blob-measurement.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** BLOB_VALUES. */
@ObjectType('BlobValue', { implements: StoredValueType, simpleResolvers: true, description: 'Measures of things.' })
export class BlobValueType extends StoredValueType {
  @Field(() => [[BlobMeasurementType]], { description: 'The measurements, a list for each thing; `objects` on the wire.' })
  measurements!: readonly (readonly BlobMeasurementType[])[];
}
