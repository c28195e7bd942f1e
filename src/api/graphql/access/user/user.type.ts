// Users as the API shows them: to themselves, and to admins.
import { Field, ID, ObjectType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { MAX_GRANTS } from '../../../../domain/user.ts';
import { connectionType } from '../../page/connection.type.ts';
import { DateTimeScalar } from '../../scalars.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';
import { GrantType } from './grant.type.ts';

/** A person or a service account. */
@ObjectType('User', { simpleResolvers: true, description: 'A person or a service account. Shown to the user itself, and to admins of every project.' })
export class UserType {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Its name, unique.' })
  name!: string;

  @Field(() => RoleEnum, { description: 'The most it may do anywhere.' })
  role!: Role;

  @Field(() => Boolean, { description: 'Whether its role holds in every project; when false, only where it has grants.' })
  everywhere!: boolean;

  @Field(() => [GrantType], { description: `Its grants in the order of their paths, at most ${MAX_GRANTS}; they count when everywhere is false.` })
  grants!: readonly GrantType[];

  @Field(() => Boolean, { description: 'Whether it can come with its name and a password.' })
  hasPassword!: boolean;

  @Field(() => Boolean, { description: 'Whether a provider of tokens vouches for it, and says its role.' })
  isForeign!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it may do nothing; null when it may.' })
  disabledAt!: Date | null;
}

/** A page of users. */
export const UserConnection = connectionType('User', () => UserType);
