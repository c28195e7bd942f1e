// Locks as the API shows them.
import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../scalars.ts';

/** A lock that holds. */
@ObjectType('Lock', {
  simpleResolvers: true,
  description: 'Commands on what it is on are refused with LOCKED, unless the call presents its key in the header X-Switchyard-Lock or as lockKey of connection_init. Reading goes on, and so does work: queues hand out, runners report. To keep a queue from starting anything, pause it.',
})
export class LockType {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Name of the user who holds it.' })
  holderName!: string;

  @Field(() => String, { description: 'Why, for those whom it keeps out; empty when the holder gave no reason.' })
  note!: string;

  @Field(() => DateTimeScalar, { description: 'Since when it holds.' })
  since!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends by itself; null when it holds until it is released.' })
  until!: Date | null;
}
