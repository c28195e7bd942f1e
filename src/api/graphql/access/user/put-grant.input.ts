// Giving grants.
import { Field, ID, InputType } from 'type-graphql';
import type { PersonRole } from '../../../../domain/access.ts';
import { MAX_GRANT_PATH, MAX_GRANTS } from '../../../../domain/user.ts';
import { CommandInput } from '../../mutation/command.input.ts';
import { PersonRoleEnum } from './person-role.enum.ts';

/** A grant to give. */
@InputType('PutGrantInput', { description: `A grant to give, in place of the one at that path before. A user has at most ${MAX_GRANTS}.` })
export class PutGrantInput extends CommandInput {
  @Field(() => ID, { description: 'The user.' })
  userId!: string;

  @Field(() => String, { description: `Path of the project, like /lab/cells, or / for all; at most ${MAX_GRANT_PATH} characters. It need not exist yet.` })
  path!: string;

  @Field(() => PersonRoleEnum, { description: 'The role there.' })
  role!: PersonRole;
}
