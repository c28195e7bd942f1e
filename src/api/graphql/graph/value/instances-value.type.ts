// Things found in pictures with their masks as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { InstanceDetectionType } from './part/instance-detection.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** INSTANCE_SEGMENTATION. */
@ObjectType('InstancesValue', { implements: StoredValueType, simpleResolvers: true, description: 'Things found in a picture, each with the pixels that it covers.' })
export class InstancesValueType extends StoredValueType {
  @Field(() => [InstanceDetectionType], { description: 'The things.' })
  detections!: readonly InstanceDetectionType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture.' })
  referenceImageIndex!: number;
}
