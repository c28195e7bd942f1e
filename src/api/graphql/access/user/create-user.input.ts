// Making users.
import { Field, InputType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { MAX_USER_NAME, PASSWORD_LENGTH } from '../../../../domain/user.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';

/** A user to make. */
@InputType('CreateUserInput', { description: 'A user to make.' })
export class CreateUserInput extends CommandInput {
  @Field(() => String, { description: `Its name, unique: 1 to ${MAX_USER_NAME} printable characters without a colon.` })
  name!: string;

  @Field(() => RoleEnum, { description: 'The most it may do anywhere.' })
  role!: Role;

  @Field(() => Boolean, { nullable: true, description: 'Whether the role holds in every project (when absent: yes), or grants alone count.' })
  everywhere?: boolean | null;

  @Field(() => String, { nullable: true, description: `Its password, ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters; when absent it comes with keys or tokens only.` })
  password?: string | null;
}
