// Drafts as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { Draft } from '../../../domain/run/draft.ts';
import { DateTimeScalar, JsonScalar } from '../scalars.ts';

/** What a user edits. */
@ObjectType('Draft', { simpleResolvers: true, description: 'What a user is editing and has not saved as a workflow; each user has one.' })
export class DraftType implements Pick<Draft, 'body' | 'version' | 'updatedAt'> {
  @Field(() => JsonScalar, { description: 'An object of the editor.' })
  body!: Draft['body'];

  @Field(() => Int, { description: 'Grows by one with each save.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was last saved.' })
  updatedAt!: Date;
}
