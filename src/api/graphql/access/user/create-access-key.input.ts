// Making access keys.
import { Field, ID, InputType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { MAX_USER_NAME } from '../../../../domain/user.ts';
import { MAX_USER_KEYS } from '../../../../engine/access/user/user-key.service.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';

/** A key to make. */
@InputType('CreateAccessKeyInput', { description: `A key to make. A user has at most ${MAX_USER_KEYS} that can be used.` })
export class CreateAccessKeyInput extends CommandInput {
  @Field(() => ID, { nullable: true, description: 'Whose key it is; the caller when absent.' })
  userId?: string | null;

  @Field(() => RoleEnum, { description: 'The most that whoever comes with it may do: at most what the caller may, or what the other user may.' })
  role!: Role;

  @Field(() => String, { description: `What people call it: 1 to ${MAX_USER_NAME} printable characters.` })
  label!: string;
}
