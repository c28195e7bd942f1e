// A bill as headers of an HTTP answer: RateLimit and RateLimit-Policy as the IETF drafts them (structured fields), and X-Cost.
import type { Bill } from './bill.ts';
import { RATE_WINDOW_MS, type RateStanding } from './rate-book.ts';

/** The name of the one policy there is. */
const POLICY = '"points"';

/** The headers of an operation that was let in. */
export function billHeaders({ cost, standing }: Bill): Readonly<Record<string, string>> {
  return { 'x-cost': String(cost), ...(standing === null ? {} : rateHeaders(standing)) };
}

/** The caller's points: `r` are left, `t` seconds until all `q` are there again. */
export function rateHeaders({ limit, remaining, fullInMs }: RateStanding): Readonly<Record<string, string>> {
  return {
    'ratelimit-policy': `${POLICY};q=${limit};w=${RATE_WINDOW_MS / 1_000}`,
    'ratelimit': `${POLICY};r=${remaining};t=${Math.ceil(fullInMs / 1_000)}`,
  };
}
