// Points of things found in pictures as the API shows them.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { DetectionType } from './detections-value.type.ts';
import { StoredValueType } from './stored-value.type.ts';
import { ValueColorType } from './value-color.type.ts';

/** One point. */
@ObjectType('Keypoint', { simpleResolvers: true, description: 'One point of a thing.' })
export class KeypointType {
  @Field(() => BigIntScalar, { description: 'Which point it is: a number in `names`.' })
  index!: number;

  @Field(() => Float, { description: 'Pixels from the left.' })
  x!: number;

  @Field(() => Float, { description: 'Pixels from the top.' })
  y!: number;

  @Field(() => Float, { description: 'Depth, or how sure it is; 0 where there is neither.' })
  z!: number;
}

/** One thing. */
@ObjectType('KeypointObject', { simpleResolvers: true, description: 'One thing found in a picture, with its points.' })
export class KeypointObjectType extends DetectionType {
  @Field(() => [KeypointType], { description: 'Its points.' })
  points!: readonly KeypointType[];
}

/** What belongs together. */
@ObjectType('KeypointLink', { simpleResolvers: true, description: 'Two points that belong together.' })
export class KeypointLinkType {
  @Field(() => BigIntScalar, { description: 'The one point, a number in `names`.' })
  index1!: number;

  @Field(() => BigIntScalar, { description: 'The other point.' })
  index2!: number;

  @Field(() => String, { description: 'What the link is called; may be empty.' })
  label!: string;

  @Field(() => ValueColorType, { description: 'The colour it is drawn in.' })
  color!: ValueColorType;
}

/** KEYPOINTS. */
@ObjectType('KeypointsValue', { simpleResolvers: true, description: 'Things found in a picture, each with points.' })
export class KeypointsValueType extends StoredValueType {
  @Field(() => [KeypointObjectType], { description: 'The things.' })
  objects!: readonly KeypointObjectType[];

  @Field(() => [String], { description: 'Names of the points, by their numbers.' })
  names!: readonly string[];

  @Field(() => [KeypointLinkType], { description: 'Which points belong together.' })
  links!: readonly KeypointLinkType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture.' })
  referenceImageIndex!: number;
}
