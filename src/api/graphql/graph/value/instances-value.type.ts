// Things found in pictures with their masks as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { JsonValue } from '../../../../domain/event/event.ts';
import { BigIntScalar, JsonScalar } from '../../scalars.ts';
import { DetectionType } from './detections-value.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** One thing. */
@ObjectType('InstanceDetection', { simpleResolvers: true, description: 'One thing found in a picture, with the pixels that it covers.' })
export class InstanceDetectionType extends DetectionType {
  @Field(() => BigIntScalar, { description: 'Whether it is a thing (0) or a part of the background (1).' })
  type!: number;

  @Field(() => BigIntScalar, { description: 'Number of its class.' })
  classIndex!: number;

  @Field(() => String, { description: 'The pixels that it covers: a picture as base64.' })
  mask!: string;

  @Field(() => [JsonScalar], { nullable: true, description: 'Its outlines as shapes; null when there are none.' })
  polygons?: readonly JsonValue[];
}

/** INSTANCE_SEGMENTATION. */
@ObjectType('InstancesValue', { simpleResolvers: true, description: 'Things found in a picture, each with the pixels that it covers.' })
export class InstancesValueType extends StoredValueType {
  @Field(() => [InstanceDetectionType], { description: 'The things.' })
  detections!: readonly InstanceDetectionType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture.' })
  referenceImageIndex!: number;
}
