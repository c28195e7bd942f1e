// Locking a part of the lab.
import { Field, InputType, Int } from 'type-graphql';
import { MAX_LOCK_NOTE, MAX_LOCK_SECONDS } from '../../../../domain/lock/lock-input.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { LockScopeInput } from './lock-scope.input.ts';

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
