// Arguments of methods as the API shows them.
import { Field, Float, ObjectType } from 'type-graphql';
import type { ArgumentSignature, ValueType } from '../../../domain/deck/deck.ts';
import { JsonScalar } from '../scalars.ts';
import { ValueTypeEnum } from './deck.enum.ts';

/** One argument. */
@ObjectType('MethodArgument', { simpleResolvers: true, description: 'One argument of a method.' })
export class MethodArgumentType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => ValueTypeEnum, { description: 'Its type.' })
  type!: ValueType;

  @Field(() => Boolean, { description: 'Whether it must be given: it has no default.' })
  required!: boolean;

  @Field(() => Boolean, { description: 'Whether null is a value too.' })
  nullable!: boolean;

  @Field(() => Float, { nullable: true, description: 'The smallest number; null when there is no limit.' })
  min!: number | null;

  @Field(() => Float, { nullable: true, description: 'The largest number; null when there is no limit.' })
  max!: number | null;

  @Field(() => [JsonScalar], { nullable: true, description: 'The only values there are; null when any will do.' })
  choices!: readonly unknown[] | null;

  @Field(() => JsonScalar, { nullable: true, description: 'What it is when it is not given.' })
  default!: unknown;

  @Field(() => String, { nullable: true, description: 'The unit of the number.' })
  unit!: string | null;

  @Field(() => String, { nullable: true, description: 'What it means.' })
  description!: string | null;
}

/** An argument in the words of the API. */
export function argumentOf(name: string, signature: ArgumentSignature): MethodArgumentType {
  const { type, nullable = false, min = null, max = null, choices = null, unit = null, description = null } = signature;
  return { name, type, required: signature.default === undefined, nullable, min, max, choices, default: signature.default ?? null, unit, description };
}
