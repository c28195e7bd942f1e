// Text found in pictures as the API shows it.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { StoredValueType } from './stored-value.type.ts';
import { ValueColorType } from './value-color.type.ts';

/** A corner. */
@ObjectType('ValuePoint', { simpleResolvers: true, description: 'A point of a picture, in pixels from its top left corner.' })
export class ValuePointType {
  @Field(() => Float, { description: 'Pixels from the left.' })
  x!: number;

  @Field(() => Float, { description: 'Pixels from the top.' })
  y!: number;
}

/** One field. */
@ObjectType('TextField', { simpleResolvers: true, description: 'A field of text found in a picture.' })
export class TextFieldType {
  @Field(() => BigIntScalar, { description: 'Its number within the value.' })
  id!: number;

  @Field(() => String, { description: 'What the field is.' })
  label!: string;

  @Field(() => String, { description: 'What it says.' })
  text!: string;

  @Field(() => Float, { description: 'How sure that is, mostly from 0 to 1.' })
  confidence!: number;

  @Field(() => ValueColorType, { description: 'The colour it is drawn in.' })
  color!: ValueColorType;

  @Field(() => [ValuePointType], { description: 'Corners of where it is.' })
  polygon!: readonly ValuePointType[];
}

/** TEXT, in either of its forms. */
@ObjectType('TextValue', { simpleResolvers: true, description: 'Text: as a whole, or as fields found in a picture.' })
export class TextValueType extends StoredValueType {
  @Field(() => String, { nullable: true, description: 'The text as a whole; null when there are fields.' })
  text?: string;

  @Field(() => [TextFieldType], { nullable: true, description: 'The fields; null when there is a text as a whole.' })
  fields?: readonly TextFieldType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture; null when there is a text as a whole.' })
  referenceImageIndex?: number;
}
