// One thing found in a picture as the API shows it.
import { Field, Float, ObjectType } from 'type-graphql';
import { BigIntScalar } from '../../../scalars.ts';
import { ValueBoxType } from './value-box.type.ts';
import { ValueColorType } from './value-color.type.ts';

/** One thing. */
@ObjectType('Detection', { simpleResolvers: true, description: 'One thing found in a picture.' })
export class DetectionType {
  @Field(() => BigIntScalar, { name: 'number', simple: false, description: 'Its number within the value; `id` on the wire.' })
  id!: number;

  @Field(() => String, { description: 'What it is.' })
  label!: string;

  @Field(() => Float, { description: 'How sure that is, mostly from 0 to 1.' })
  confidence!: number;

  @Field(() => ValueBoxType, { description: 'Where it is.' })
  box!: ValueBoxType;

  @Field(() => ValueColorType, { description: 'The colour it is drawn in.' })
  color!: ValueColorType;
}
