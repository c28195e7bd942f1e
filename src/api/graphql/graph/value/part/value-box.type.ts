// Boxes in pictures.
import { Field, Float, ObjectType } from 'type-graphql';

/** A box. */
@ObjectType('ValueBox', { simpleResolvers: true, description: 'A box in a picture, in pixels from its top left corner.' })
export class ValueBoxType {
  @Field(() => Float, { description: 'Left edge.' })
  x!: number;

  @Field(() => Float, { description: 'Upper edge.' })
  y!: number;

  @Field(() => Float, { description: 'Width.' })
  width!: number;

  @Field(() => Float, { description: 'Height.' })
  height!: number;
}
