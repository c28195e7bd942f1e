// One grant of the caller as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import type { PersonRole } from '../../../domain/access.ts';
import { RoleEnum } from './viewer.enum.ts';

/** A role at a path. */
@ObjectType('ViewerGrant', { simpleResolvers: true, description: 'What the caller may do in one project and in every project below it.' })
export class ViewerGrantType {
  @Field(() => String, { description: 'Path of the project; / is all of them.' })
  path!: string;

  @Field(() => RoleEnum, { description: 'The role there, limited by the role of the caller.' })
  role!: PersonRole;
}
