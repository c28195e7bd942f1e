// Access keys and sessions as the API shows them; their secrets are shown by nothing.
import { Field, ID, ObjectType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { DateTimeScalar } from '../../scalars.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';

/** A key of a user. */
@ObjectType('AccessKey', { simpleResolvers: true, description: 'A key by which programs come as a user. Its secret is shown once, when it is made.' })
export class AccessKeyType {
  @Field(() => ID, { description: 'Its id: what stands before the dot of its text.' })
  id!: string;

  @Field(() => String, { description: 'What people call it.' })
  label!: string;

  @Field(() => RoleEnum, { description: 'The most that whoever comes with it may do; the lesser of this and the role of the user counts.' })
  role!: Role;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last used, to the minute; null when never.' })
  lastUsedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null when it can be used.' })
  revokedAt!: Date | null;
}
