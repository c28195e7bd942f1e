// The caller as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { Role } from '../../../domain/access.ts';
import { RoleEnum } from './viewer.enum.ts';

/** Who asks. */
@ObjectType('Viewer', { simpleResolvers: true, description: 'The caller.' })
export class ViewerType {
  @Field(() => String, { description: 'Name of the user.' })
  name!: string;

  @Field(() => RoleEnum, { description: 'What the caller may do: the role of the user, limited by that of the key.' })
  role!: Role;
}
