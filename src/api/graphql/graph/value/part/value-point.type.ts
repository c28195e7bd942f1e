// Corners of outlines in pictures.
import { Field, Float, ObjectType } from 'type-graphql';

/** A corner. */
@ObjectType('ValuePoint', { simpleResolvers: true, description: 'A point of a picture, in pixels from its top left corner.' })
export class ValuePointType {
  @Field(() => Float, { description: 'Pixels from the left.' })
  x!: number;

  @Field(() => Float, { description: 'Pixels from the top.' })
  y!: number;
}
