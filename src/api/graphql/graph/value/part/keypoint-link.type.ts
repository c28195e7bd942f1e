// Which points belong together, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../../scalars.ts';
import { ValueColorType } from './value-color.type.ts';

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
