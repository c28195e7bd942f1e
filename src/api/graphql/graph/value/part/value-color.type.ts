// Colours of what is found in pictures.
import { Field, Int, ObjectType } from 'type-graphql';

/** A colour. */
@ObjectType('ValueColor', { simpleResolvers: true, description: 'A colour, 0 to 255 each.' })
export class ValueColorType {
  @Field(() => Int, { description: 'Red.' })
  r!: number;

  @Field(() => Int, { description: 'Green.' })
  g!: number;

  @Field(() => Int, { description: 'Blue.' })
  b!: number;

  @Field(() => Int, { nullable: true, description: 'Opacity; null where there is none, which means 255.' })
  a?: number;
}
