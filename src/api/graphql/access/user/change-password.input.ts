// Changing one's own password.
import { Field, InputType } from 'type-graphql';
import { PASSWORD_LENGTH } from '../../../../domain/user.ts';
import { CommandInput } from '../../mutation/command.input.ts';

/** One's own password. */
@InputType('ChangePasswordInput', { description: "The caller's old password and a new one." })
export class ChangePasswordInput extends CommandInput {
  @Field(() => String, { description: 'The one that holds.' })
  oldPassword!: string;

  @Field(() => String, { description: `The one to come, ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.` })
  newPassword!: string;
}
