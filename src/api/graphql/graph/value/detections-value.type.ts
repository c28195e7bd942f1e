// Things found in pictures as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { DetectionType } from './part/detection.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** OBJECT_DETECTION. */
@ObjectType('DetectionsValue', { implements: StoredValueType, simpleResolvers: true, description: 'Things found in a picture, each with a box.' })
export class DetectionsValueType extends StoredValueType {
  @Field(() => [DetectionType], { description: 'The things.' })
  detections!: readonly DetectionType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture.' })
  referenceImageIndex!: number;
}
