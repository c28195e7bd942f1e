// The caller's points as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../scalars.ts';

/** Points of this operation and of the caller. */
@ObjectType('RateLimit', { simpleResolvers: true, description: 'What this operation costs, and what the key may still spend on this server process. Points count what an operation could return at most: 2 for an object, a half for a value, times the page size for what is in a list, 10 for a totalCount, 2,000 for the entries of a file, 100 for a mutation. Needs no role.' })
export class RateLimitType {
  @Field(() => Int, { description: 'Points of this operation.' })
  cost!: number;

  @Field(() => Int, { description: 'Objects that this operation could return at most.' })
  nodeCount!: number;

  @Field(() => Int, { nullable: true, description: 'Points of a minute; null for callers without a limit, as in open mode.' })
  limit!: number | null;

  @Field(() => Int, { nullable: true, description: 'Points that are left after this operation; null without a limit. They come back steadily.' })
  remaining!: number | null;

  @Field(() => Int, { nullable: true, description: 'Points spent and not back yet; null without a limit.' })
  used!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When all points will be there again if nothing more is spent, by the clock of the server process; null without a limit.' })
  resetAt!: Date | null;
}
