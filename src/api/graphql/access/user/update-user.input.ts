// Changing users.
import { Field, ID, InputType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';

/** A user to change. */
@InputType('UpdateUserInput', { description: 'What to change of a user; what is absent stays.' })
export class UpdateUserInput extends CommandInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @Field(() => RoleEnum, { nullable: true, description: 'The most it may do anywhere.' })
  role?: Role | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the role holds in every project, or grants alone count.' })
  everywhere?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether all that it may is ended, keys and sessions included, until this is taken back.' })
  disabled?: boolean | null;
}
