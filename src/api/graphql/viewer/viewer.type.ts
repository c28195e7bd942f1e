// The caller as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { Grant, Role } from '../../../domain/access.ts';
import type { CallerAuthentication } from '../../../auth/principal.ts';
import { DateTimeScalar } from '../scalars.ts';
import { AuthenticationEnum, RoleEnum } from './viewer.enum.ts';
import { ViewerGrantType } from './viewer-grant.type.ts';

/** Who asks. */
@ObjectType('Viewer', { simpleResolvers: true, description: 'The caller.' })
export class ViewerType {
  @Field(() => String, { description: 'Name of the user.' })
  name!: string;

  @Field(() => RoleEnum, { description: 'What the caller may do: the role of the user, limited by that of the key.' })
  role!: Role;

  @Field(() => Boolean, { description: 'Whether the role holds in every project; else only the projects of the grants exist for the caller.' })
  everywhere!: boolean;

  @Field(() => [ViewerGrantType], { description: 'What the caller may do in some projects, at most 200 of them, in the order of their paths; empty when the role holds everywhere.' })
  grants!: readonly Grant[];

  @Field(() => AuthenticationEnum, { description: 'By what the caller is somebody.' })
  authenticatedBy!: CallerAuthentication;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When that ends by itself, and live connections with it; null = never, or the operation is an event of a subscription.' })
  expiresAt!: Date | null;
}
