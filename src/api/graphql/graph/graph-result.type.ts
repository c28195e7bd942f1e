// What the graph of a run gave, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars.ts';

/** A result. */
@ObjectType('GraphResult', { simpleResolvers: true, description: 'What the graph of a run gave.' })
export class GraphResultType {
  @Field(() => DateTimeScalar, { description: 'When it was stored.' })
  storedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When its values go.' })
  expiresAt!: Date;
}
