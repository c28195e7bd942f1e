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
}

/** A method in the words of the API. */
export function methodOf(name: string, { args, returns, description }: MethodSignature): MethodType {
  return { name, description: description ?? null, args: Object.entries(args).map(([argument, signature]) => argumentOf(argument, signature)), returns: resultsOf(returns) };
}

function resultsOf(returns: MethodSignature['returns']): readonly ValueType[] {
  if (returns === null) return [];
  return typeof returns === 'string' ? [returns] : returns;
}
