// Sessions of people as the API shows them.
import { Field, ID, ObjectType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { DateTimeScalar } from '../../scalars.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';

/** A session of a user. */
@ObjectType('Session', { simpleResolvers: true, description: 'A session that somebody has opened by signing in.' })
export class SessionType {
  @Field(() => ID, { description: 'Its id, which lets nobody in.' })
  id!: string;

  @Field(() => RoleEnum, { description: 'The most that may be done in it.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'The access key it was opened with; null when it was opened with a password or a token.' })
  keyId!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last used, to the minute; null when never.' })
  lastUsedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended; null when it was not.' })
  revokedAt!: Date | null;
}
