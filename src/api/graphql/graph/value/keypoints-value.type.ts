// Points of things found in pictures as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { KeypointLinkType } from './part/keypoint-link.type.ts';
import { KeypointObjectType } from './part/keypoint-object.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** KEYPOINTS. */
@ObjectType('KeypointsValue', { implements: StoredValueType, simpleResolvers: true, description: 'Things found in a picture, each with points.' })
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
