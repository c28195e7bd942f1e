// Ending sessions.
import { Field, ID, InputType } from 'type-graphql';
import { MAX_REASON } from '../../../../engine/task/end-task.service.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** A session to end. */
@InputType('RevokeSessionInput', { description: 'A session to end.' })
export class RevokeSessionInput extends CommandInput {
  @Field(() => ID, { description: 'Id of the session.' })
  sessionId!: string;

  @Field(() => String, { nullable: true, description: `Why, for the audit; at most ${MAX_REASON} characters.` })
  reason?: string | null;
}
