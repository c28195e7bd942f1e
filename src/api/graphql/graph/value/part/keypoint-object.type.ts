// One thing with its points as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import { DetectionType } from './detection.type.ts';
import { KeypointType } from './keypoint.type.ts';

/** One thing. */
@ObjectType('KeypointObject', { simpleResolvers: true, description: 'One thing found in a picture, with its points.' })
export class KeypointObjectType extends DetectionType {
  @Field(() => [KeypointType], { description: 'Its points.' })
  points!: readonly KeypointType[];
}
