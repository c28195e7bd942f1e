// One field of text as the API shows it.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../../scalars.ts';
import { ValueColorType } from './value-color.type.ts';
import { ValuePointType } from './value-point.type.ts';

/** One field. */
@ObjectType('TextField', { simpleResolvers: true, description: 'A field of text found in a picture.' })
export class TextFieldType {
  @Field(() => BigIntScalar, { name: 'number', simple: false, description: 'Its number within the value; `id` on the wire.' })
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
