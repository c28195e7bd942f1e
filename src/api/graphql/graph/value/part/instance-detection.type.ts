// One thing found in a picture with its mask, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { JsonValue } from '../../../../../domain/event/event.ts';
import { BigIntScalar, JsonScalar } from '../../../scalars.ts';
import { DetectionType } from './detection.type.ts';

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
