// Setting passwords of users.
import { Field, ID, InputType } from 'type-graphql';
import { PASSWORD_LENGTH } from '../../../../domain/user.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** A password that an admin sets. */
@InputType('SetPasswordInput', { description: 'A password that an admin sets for a user.' })
export class SetPasswordInput extends CommandInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @Field(() => String, { nullable: true, description: `The password, ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters; null takes it away.` })
  password?: string | null;
}
