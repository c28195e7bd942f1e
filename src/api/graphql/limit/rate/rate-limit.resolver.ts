// The query about the caller's points.
import { Ctx, Query, Resolver } from 'type-graphql';
import type { ApiContext } from '../../context.ts';
import { RateLimitType } from './rate-limit.type.ts';

/** `rateLimit`. */
@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimitType, { description: 'What this operation costs, and what the key may still spend: counted by each server process for itself, by key and minute, sessions by their user. HTTP answers say the same in RateLimit, RateLimit-Policy and X-Cost. Needs no role.' })
  rateLimit(@Ctx() { bill }: ApiContext): RateLimitType {
    if (!bill) throw new Error('an operation runs without a bill');
    const { cost, nodes: nodeCount, standing } = bill;
    if (standing === null) return { cost, nodeCount, limit: null, remaining: null, used: null, resetAt: null };
    const { limit, remaining, fullInMs } = standing;
    return { cost, nodeCount, limit, remaining, used: limit - remaining, resetAt: new Date(Date.now() + fullInMs) };
  }
}
