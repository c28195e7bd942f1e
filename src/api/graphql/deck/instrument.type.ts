// Instruments as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { InstrumentDescription } from '../../../domain/deck/deck.ts';
import { MethodType, methodOf } from './method.type.ts';

/** One instrument. */
@ObjectType('Instrument', { simpleResolvers: true, description: 'A callable device or a set of functions of a deck.' })
export class InstrumentType {
  @Field(() => String, { description: 'Its name, unique on its deck.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  description!: string | null;

  @Field(() => [MethodType], { description: 'What it can do.' })
  methods!: readonly MethodType[];
}

/** An instrument in the words of the API. */
export function instrumentOf({ name, description, methods }: InstrumentDescription): InstrumentType {
  return { name, description: description ?? null, methods: Object.entries(methods).map(([method, signature]) => methodOf(method, signature)) };
}
