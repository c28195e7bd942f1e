// What a runner and the server say to each other under /dispatch: JSON over HTTP, one shape each way.
import type { Capabilities, RunnerKind } from '../attempt/runner.ts';
import type { LogSource } from '../attempt/log-line.ts';
import type { Order, OrderVerb } from '../task/order.ts';
import type { SpecKind, TaskSpec } from '../task/spec.ts';

/** Version of this protocol; a session with another major is refused with a message that names both. */
export const DISPATCH_PROTOCOL = 1;
/** Longest time a claim may wait for work, in seconds. */
export const MAX_CLAIM_WAIT_SECONDS = 20;
/** Most attempts one claim may return. */
export const MAX_CLAIM = 64;
/** Most items of one report. */
export const MAX_REPORT_ITEMS = 500;
/** Longest log line in characters; longer ones are cut by the runner and marked. */
export const MAX_LINE_LENGTH = 8_192;
/** Most bytes of output kept for one task and generation; what is beyond is counted, not kept. */
export const MAX_LOG_BYTES = 64 * 1024 * 1024;

/** POST /dispatch/session: a runner introduces itself, or comes back with attempts it still runs. */
export interface SessionRequest {
  readonly protocol: number;
  readonly name: string;
  readonly kind: RunnerKind;
  readonly slots: number;
  readonly kinds: readonly SpecKind[];
  readonly queues: readonly string[];
  readonly can: Capabilities;
  readonly host: string;
  /** Program and version, e.g. `switchyard/0.1.0`. */
  readonly agent: string;
}

/** A new session. The lease counts from the sending of the request on the runner's side, from its handling on the server's. */
export interface SessionAnswer {
  readonly protocol: number;
  readonly runnerId: string;
  readonly session: string;
  readonly leaseSeconds: number;
  readonly beatSeconds: number;
}

/** POST /dispatch/claim: asks for up to `max` attempts, waits up to `waitSeconds` when there is no work. */
export interface ClaimRequest {
  readonly session: string;
  readonly max: number;
  readonly waitSeconds: number;
}

/** One attempt to run, already in progress in the server's books. */
export interface ClaimedAttempt {
  readonly attemptId: string;
  readonly epoch: number;
  readonly attemptNo: number;
  readonly generation: number;
  readonly taskId: string;
  readonly taskName: string;
  readonly runId: string | null;
  readonly node: string | null;
  readonly spec: TaskSpec;
}

/** Attempts claimed: none when the time was over. */
export interface ClaimAnswer {
  readonly attempts: readonly ClaimedAttempt[];
}

/** An attempt with the fence its writes must carry. */
export interface AttemptRef {
  readonly attemptId: string;
  readonly epoch: number;
}

/** POST /dispatch/beat: renews the lease of the session with all its attempts, and learns of orders. */
export interface BeatRequest {
  readonly session: string;
  readonly attempts: readonly AttemptRef[];
  readonly draining: boolean;
  /** Seconds the server may hold the answer back until there is an order or a lost attempt to tell of; 0 answers at once. */
  readonly waitSeconds: number;
}

/** Orders for live attempts, and attempts that are no longer this runner's: their processes must be ended. */
export interface BeatAnswer {
  readonly orders: readonly { readonly attemptId: string; readonly order: Order }[];
  readonly lost: readonly string[];
}

/** How an attempt ended, as the runner saw it. */
export type AttemptEnd =
  | { readonly by: 'EXIT'; readonly exitCode: number }
  | { readonly by: 'SIGNAL'; readonly signal: string }
  | { readonly by: 'TIMEOUT'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly by: 'ORDER'; readonly verb: OrderVerb; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly by: 'INVALID'; readonly message: string }
  | { readonly by: 'CRASHED'; readonly message: string }
  | { readonly by: 'HANDED_BACK'; readonly message: string };

/** One line of output within a report. `at` is RFC 3339 UTC by the runner's clock. */
export interface ReportedLine {
  readonly at: string;
  readonly source: LogSource;
  readonly message: string;
}

/** One numbered fact. Numbers grow by one within a session; a repeat of a number that was taken is harmless. */
export type ReportItem =
  | ({ readonly n: number; readonly type: 'log'; readonly lines: readonly ReportedLine[]; readonly dropped: number } & AttemptRef)
  | ({ readonly n: number; readonly type: 'finish'; readonly end: AttemptEnd } & AttemptRef);

/** POST /dispatch/report: facts in order. */
export interface ReportRequest {
  readonly session: string;
  readonly items: readonly ReportItem[];
}

/** `upTo`: the highest number now on record; `stale`: attempts whose facts were refused because they are another's now. */
export interface ReportAnswer {
  readonly upTo: number;
  readonly stale: readonly string[];
}

/** Error body of every dispatch call: a closed code and what to do next. */
export interface DispatchError {
  readonly code: 'BAD_REQUEST' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'UNKNOWN_SESSION' | 'PROTOCOL' | 'TOO_LARGE' | 'UNAVAILABLE';
  readonly message: string;
}
