// Grants as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { Role } from '../../../../domain/access.ts';
import { RoleEnum } from '../../viewer/viewer.enum.ts';

/** A role in a project and below it. */
@ObjectType('Grant', { simpleResolvers: true, description: 'What a user may do in one project and in every project below it.' })
export class GrantType {
  @Field(() => String, { description: 'Path of the project; / is every project.' })
  path!: string;

  @Field(() => RoleEnum, { description: 'The role there; the lesser of this and the role of the user counts.' })
  role!: Role;
}
