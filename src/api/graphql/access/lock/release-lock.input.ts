// Releasing a lock.
import { Field, ID, InputType } from 'type-graphql';
import { MAX_REASON } from '../../../../engine/task/end-task.service.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** Which lock, by what right. */
@InputType('ReleaseLockInput', { description: 'Which lock to release, and by what right.' })
export class ReleaseLockInput extends CommandInput {
  @Field(() => ID, { description: 'The lock.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its key; not needed when the call presents it already.' })
  key?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an admin takes it away without its key; needs a reason, and the role admin in every project.' })
  force?: boolean | null;

  @Field(() => String, { nullable: true, description: `Why, for the audit; at most ${MAX_REASON} characters.` })
  reason?: string | null;
}
