// What a lock is to be on.
import { Field, ID, InputType } from 'type-graphql';
import type { LockKind } from '../../../../domain/lock/lab-lock.ts';
import { LockKindEnum } from './lab-lock.enum.ts';

/** What to lock. */
@InputType('LockScopeInput', { description: 'What to lock: the kind, and what of that kind.' })
export class LockScopeInput {
  @Field(() => LockKindEnum, { description: 'What kind of thing.' })
  kind!: LockKind;

  @Field(() => ID, { nullable: true, description: 'The project, for the kind PROJECT and no other.' })
  projectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The queue, for the kind QUEUE and no other.' })
  queueId?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the deck, for the kind DECK and no other.' })
  deck?: string | null;
}
