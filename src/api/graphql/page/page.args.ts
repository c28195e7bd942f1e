// The arguments by which every connection is paged.
import { ArgsType, Field, Int } from 'type-graphql';
import { DEFAULT_PAGE, MAX_PAGE, type PageRequest } from '../../../engine/read/page.ts';

/** `first` with `after`, or `last` with `before`. */
@ArgsType()
export class PageArgs implements PageRequest {
  @Field(() => Int, { nullable: true, description: `Rows from the beginning, 0 to ${MAX_PAGE}; ${DEFAULT_PAGE} when neither first nor last is given.` })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows after this cursor of the same list, filter and order.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `Rows from the end, 0 to ${MAX_PAGE}; not together with first.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows before this cursor of the same list, filter and order.' })
  before?: string | null;
}
