// Text found in pictures as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../scalars.ts';
import { TextFieldType } from './part/text-field.type.ts';
import { StoredValueType } from './stored-value.type.ts';

/** TEXT, in either of its forms. */
@ObjectType('TextValue', { implements: StoredValueType, simpleResolvers: true, description: 'Text: as a whole, or as fields found in a picture.' })
export class TextValueType extends StoredValueType {
  @Field(() => String, { nullable: true, description: 'The text as a whole; null when there are fields.' })
  text?: string;

  @Field(() => [TextFieldType], { nullable: true, description: 'The fields; null when there is a text as a whole.' })
  fields?: readonly TextFieldType[];

  @Field(() => BigIntScalar, { nullable: true, description: 'The output of the node that has the picture; null when there is a text as a whole.' })
  referenceImageIndex?: number;
}
