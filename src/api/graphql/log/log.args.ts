// The arguments by which output is read.
import { ArgsType, Field, Int } from 'type-graphql';
import { DEFAULT_PAGE, MAX_PAGE } from '../../../engine/read/page.ts';

/** Lines from a place on, or the last ones. */
@ArgsType()
export class LogArgs {
  @Field(() => Int, { nullable: true, description: `Lines from the beginning, or after the cursor, 0 to ${MAX_PAGE}; ${DEFAULT_PAGE} when neither first nor last is given.` })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Only lines after this cursor: one of an edge here, or of the live log of the same task.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: `Lines from the end, 0 to ${MAX_PAGE}; not together with first.` })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only lines before this cursor.' })
  before?: string | null;
}
