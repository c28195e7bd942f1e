// Methods of instruments as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { MethodSignature, ValueType } from '../../../domain/deck/deck.ts';
import { ValueTypeEnum } from './deck.enum.ts';
import { MethodArgumentType, argumentOf } from './method-argument.type.ts';

/** One method. */
@ObjectType('InstrumentMethod', { simpleResolvers: true, description: 'One method of an instrument.' })
export class MethodType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it does.' })
  description!: string | null;

  @Field(() => [MethodArgumentType], { description: 'Its arguments, in order.' })
  args!: readonly MethodArgumentType[];

  @Field(() => [ValueTypeEnum], { description: 'The types of its results, in order; none when it gives nothing.' })
  returns!: readonly ValueType[];

  @Field(() => Boolean, { description: 'Whether a second call does no harm: such calls are made without waiting until they are on record.' })
  repeatable!: boolean;
}

/** A method in the words of the API. */
export function methodOf(name: string, { args, returns, repeatable = false, description }: MethodSignature): MethodType {
  const named = Object.entries(args).map(([argument, signature]) => argumentOf(argument, signature));
  return { name, description: description ?? null, args: named, returns: resultsOf(returns), repeatable };
}

function resultsOf(returns: MethodSignature['returns']): readonly ValueType[] {
  if (returns === null) return [];
  return typeof returns === 'string' ? [returns] : returns;
}
