// Locking a part of the lab.
import { Field, ID, InputType, Int } from 'type-graphql';
import type { LockKind } from '../../../../domain/lock/lab-lock.ts';
import { MAX_LOCK_NOTE, MAX_LOCK_SECONDS } from '../../../../domain/lock/lock-input.ts';
import { CommandInput } from '../../mutation/command.input.ts';
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

/** A lock to make. */
@InputType('AcquireLockInput', { description: 'What to lock, and for how long.' })
export class AcquireLockInput extends CommandInput {
  @Field(() => LockScopeInput, { description: 'What to lock.' })
  scope!: LockScopeInput;

  @Field(() => String, { nullable: true, description: `Why, for those whom it keeps out; at most ${MAX_LOCK_NOTE} characters.` })
  note?: string | null;

  @Field(() => String, { nullable: true, description: 'A key of your own choice that opens it: 16 to 256 letters, digits and _ . ~ + / = -. When absent the server makes one and shows it once.' })
  key?: string | null;

  @Field(() => Int, { nullable: true, description: `Seconds after which it ends by itself, 1 to ${MAX_LOCK_SECONDS}; when absent it holds until it is released.` })
  expiresInSeconds?: number | null;
}
