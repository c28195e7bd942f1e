// Where a page lies in its list.
import { Field, ObjectType } from 'type-graphql';

/** Where a page lies in its list. */
@ObjectType('PageInfo', { simpleResolvers: true, description: 'Where a page lies in its list, and the cursors to go on from.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether rows follow this page. On a backward page: whether `before` was given.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether rows come before this page. On a forward page: whether `after` was given.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first row, for `before`; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last row, for `after`; null on an empty page.' })
  endCursor!: string | null;
}
