// Whether a valid operation is executed: its variables, the schema policy, its cost, and what its key has left.
import { GraphQLError } from 'graphql';
import type { Actor } from '../../../domain/access.ts';
import type { CostMeter, PricedOperation } from './cost/cost-meter.ts';
import { inputRefusal } from './input-size.ts';
import { type IntrospectionPolicy, introspectionRefusal } from './introspection-rule.ts';
import type { Bill } from './rate/bill.ts';
import type { RateBook, RateStanding } from './rate/rate-book.ts';

/** Settings of the limits; those of the process fit. */
export interface LimitSettings {
  /** Most points of one operation. */
  readonly maxCost: number;
  /** Points of a key and minute. */
  readonly ratePoints: number;
  /** Longest operation, seconds. */
  readonly operationSeconds: number;
  readonly introspection: IntrospectionPolicy;
}

/** A valid operation, and who asks. */
export interface JudgedOperation extends PricedOperation {
  readonly actor: Actor;
  /** What points are counted by; null = they are not counted. */
  readonly countedBy: string | null;
}

/** What an operation costs, or why it is not executed; with `waitMs` it may be when so much time has passed. */
export type Verdict = { readonly ok: true; readonly bill: Bill } | { readonly ok: false; readonly errors: readonly GraphQLError[]; readonly standing?: RateStanding; readonly waitMs?: number };

/** What is judged with. */
export interface Scales {
  readonly settings: LimitSettings;
  readonly meter: CostMeter;
  readonly rates: RateBook;
}

/** Judges an operation, and takes its points out of the key's bucket when it may run. */
export function judge(operation: JudgedOperation, { settings, meter, rates }: Scales): Verdict {
  const refusal = inputRefusal(operation.variables) ?? introspectionRefusal(settings.introspection, operation);
  if (refusal) return { ok: false, errors: [refusal] };
  const { points: cost, nodes } = meter.costOf(operation);
  // Not `cost > maxCost`: what is beyond all numbers is dear, too.
  if (!(cost <= settings.maxCost)) return { ok: false, errors: [tooDear(cost, settings.maxCost, meter.dearestPathOf(operation))] };
  if (operation.countedBy === null) return { ok: true, bill: { cost, nodes, standing: null } };
  const { standing, waitMs } = rates.spend(operation.countedBy, cost);
  if (waitMs === null) return { ok: true, bill: { cost, nodes, standing } };
  return { ok: false, errors: [tooOften({ cost, remaining: standing.remaining, limit: standing.limit, waitMs })], standing, waitMs };
}

function tooDear(cost: number, limit: number, path: string): GraphQLError {
  return new GraphQLError(`the operation could cost ${cost} points, at most ${limit} are allowed; the dearest part is ${path}: ask for smaller pages (first) or fewer fields there, or in several operations`, { extensions: { code: 'LIMIT_EXCEEDED', cost, maxCost: limit } });
}

function tooOften({ cost, remaining, limit, waitMs }: { cost: number; remaining: number; limit: number; waitMs: number }): GraphQLError {
  const retryAfter = Math.ceil(waitMs / 1_000);
  return new GraphQLError(`the operation costs ${cost} points, and of the ${limit} points of a minute this key has ${remaining} left: try again in ${retryAfter} s`, { extensions: { code: 'RATE_LIMITED', cost, remaining, retryAfter } });
}
