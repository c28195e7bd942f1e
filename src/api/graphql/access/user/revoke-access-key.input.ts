// Revoking access keys.
import { Field, ID, InputType } from 'type-graphql';
import { MAX_REASON } from '../../../../engine/task/end-task.service.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** A key to end. */
@InputType('RevokeAccessKeyInput', { description: 'A key to end.' })
export class RevokeAccessKeyInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the key.' })
  keyId!: string;

  @Field(() => String, { nullable: true, description: `Why, for the audit; at most ${MAX_REASON} characters.` })
  reason?: string | null;
}
