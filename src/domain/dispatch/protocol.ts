// What a runner and the server say to each other under /dispatch: JSON over HTTP, one shape each way.
import type { PhaseSection, PhaseState } from '../attempt/phase.ts';
import type { CapabilitiesByKind, RunnerKind } from '../attempt/runner.ts';
import type { LogSource } from '../attempt/log-line.ts';
import type { DeckDescription } from '../deck/deck.ts';
import type { JsonValue } from '../event/event.ts';
import type { AlgorithmDescription } from '../graph/algorithm.ts';
import type { GraphValue } from '../graph/graph-value.ts';
import type { Sample } from '../steps/steps-spec.ts';
import type { StepKind } from '../steps/step.ts';
import type { StepPlace, StepState } from '../steps/step-record.ts';
import type { Hold, HoldAnswer, HoldPrompt, PauseBoundary } from '../task/hold.ts';
import type { Order, OrderVerb, StopBoundary } from '../task/order.ts';
import type { SpecKind, TaskSpec } from '../task/spec.ts';

/** Version of this protocol; a session with another major is refused with a message that names both. */
export const DISPATCH_PROTOCOL = 2;
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
  readonly can: CapabilitiesByKind;
  /** The decks it has; another living runner must not offer one of the same name. */
  readonly decks: readonly DeckDescription[];
  /** The algorithms it has beside those of this program; several runners may offer the same. */
  readonly algorithms?: readonly AlgorithmDescription[];
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

/**
 * POST /dispatch/claim: asks for up to `max` attempts that need no deck (0 = none) and for one of each deck named, waits up to
 * `waitSeconds` when there is no work. What was made for this runner alone (a single call) comes whatever is asked for.
 */
export interface ClaimRequest {
  readonly session: string;
  readonly max: number;
  /** Names of the runner's decks that have nothing to do. */
  readonly decks: readonly string[];
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
  /** Whether records of steps are there from earlier attempts of this generation: read them with /dispatch/history first. */
  readonly resumes: boolean;
  /** What it stands still for from the start; null when it may go on. */
  readonly held: HeldState | null;
  /** The task's counters of holds and of controls at the claim. */
  readonly holdN: number;
  readonly controlN: number;
}

/** A task that stands still. */
export interface HeldState {
  readonly hold: Exclude<Hold, 'NONE' | 'REQUESTED'>;
  readonly message: string;
  readonly prompt: HoldPrompt | null;
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

/** An attempt of a beat, with the last control of it that the runner has heard; absent for work that knows none. */
export interface BeatRef extends AttemptRef {
  readonly controlN?: number;
}

/** POST /dispatch/beat: renews the lease of the session with all its attempts, and learns of orders and controls. */
export interface BeatRequest {
  readonly session: string;
  readonly attempts: readonly BeatRef[];
  readonly draining: boolean;
  /** Seconds the server may hold the answer back until there is an order or a lost attempt to tell of; 0 answers at once. */
  readonly waitSeconds: number;
}

/**
 * What people want of a live attempt beside its end, as it stands now (not a list of messages: only the newest counts).
 * `pause`: come to stand still after that boundary; null: go on where a pause was asked for. `answer`: to the hold it names.
 */
export interface Control {
  readonly attemptId: string;
  readonly controlN: number;
  readonly pause: PauseBoundary | null;
  readonly answer: HoldAnswer | null;
}

/** Orders and controls for live attempts, and attempts that are no longer this runner's: their processes must be ended. */
export interface BeatAnswer {
  readonly orders: readonly { readonly attemptId: string; readonly order: Order }[];
  /** Of attempts whose `controlN` is higher than the runner said. */
  readonly controls: readonly Control[];
  readonly lost: readonly string[];
}

/** How an attempt ended, as the runner saw it. */
export type AttemptEnd =
  | { readonly by: 'EXIT'; readonly exitCode: number }
  | { readonly by: 'SIGNAL'; readonly signal: string }
  | { readonly by: 'TIMEOUT'; readonly exitCode: number | null; readonly signal: string | null }
  | { readonly by: 'ORDER'; readonly verb: OrderVerb; readonly exitCode: number | null; readonly signal: string | null }
  /** All steps were carried out. */
  | { readonly by: 'DONE' }
  /** A step failed where that ends the task, or something beside the steps did. */
  | { readonly by: 'FAILED'; readonly message: string }
  /** A stop took effect at its boundary; `cleanup` says whether the cleanup was carried out to its end. */
  | { readonly by: 'STOPPED'; readonly after: StopBoundary; readonly cleanup: 'RAN' | 'SKIPPED'; readonly message: string }
  | { readonly by: 'INVALID'; readonly message: string }
  | { readonly by: 'CRASHED'; readonly message: string }
  | { readonly by: 'HANDED_BACK'; readonly message: string };

/** One line of output within a report. `at` is RFC 3339 UTC by the runner's clock. */
export interface ReportedLine {
  readonly at: string;
  readonly source: LogSource;
  readonly message: string;
}

/** A phase that began (RUNNING) or ended. A phase that began in an earlier attempt may begin again; it keeps its row. */
export interface PhaseFact {
  readonly section: PhaseSection;
  readonly index: number;
  readonly state: PhaseState;
  /** With RUNNING: what each sample begins with. */
  readonly parameters?: readonly Sample[];
  /** With an end: what each sample has. */
  readonly outputs?: readonly Sample[];
}

/** A step that begins (RUNNING), with its arguments; or that has ended: the row is made when it has none yet. */
export interface StepFact extends StepPlace {
  readonly kind: StepKind;
  /** `<instrument>.<method>` of a call; the kind itself otherwise. */
  readonly method: string;
  readonly state: Exclude<StepState, 'UNKNOWN'>;
  readonly args?: { readonly [name: string]: JsonValue };
  readonly output?: JsonValue;
  readonly error?: string;
}

/**
 * The attempt stands still; `holdN` = one more than the last. It goes on by an answer to that hold, which the server has on record
 * before the runner hears of it. A USER hold for a pause that was taken back meanwhile (the task's `controlN` is higher) is void.
 */
export interface HoldFact {
  readonly hold: Exclude<Hold, 'NONE' | 'REQUESTED'>;
  readonly holdN: number;
  /** The newest control the runner had heard. */
  readonly controlN: number;
  readonly message: string;
  readonly prompt?: HoldPrompt;
  /** The step it stands at. */
  readonly step?: StepPlace;
}

/** One numbered fact. Numbers grow by one within a session; a repeat of a number that was taken is harmless. */
export type ReportItem =
  | ({ readonly n: number; readonly type: 'log'; readonly lines: readonly ReportedLine[]; readonly dropped: number } & AttemptRef)
  | ({ readonly n: number; readonly type: 'phase' } & PhaseFact & AttemptRef)
  | ({ readonly n: number; readonly type: 'step' } & StepFact & AttemptRef)
  | ({ readonly n: number; readonly type: 'hold' } & HoldFact & AttemptRef)
  /** What a graph has given, all of it in order; before the finish. */
  | ({ readonly n: number; readonly type: 'result'; readonly values: readonly GraphValue[] } & AttemptRef)
  | ({ readonly n: number; readonly type: 'finish'; readonly end: AttemptEnd } & AttemptRef);

/**
 * POST /dispatch/report: facts in order. With `claim`, up to `max` attempts that need no deck are asked for beside them, for places that
 * became free by what is reported: a busy runner's next work comes with the answer to what ended. It is given at once or not at all, so
 * a runner that got less than it asked for makes a claim that waits.
 */
export interface ReportRequest {
  readonly session: string;
  readonly items: readonly ReportItem[];
  readonly claim?: { readonly max: number };
}

/** `upTo`: the highest number now on record; `stale`: attempts whose facts were refused because they are another's now. */
export interface ReportAnswer {
  readonly upTo: number;
  readonly stale: readonly string[];
  /** What was asked for beside the facts; absent when nothing was, and from a server that knows of no such claim. */
  readonly attempts?: readonly ClaimedAttempt[];
}

/** POST /dispatch/history: records of steps and phases from earlier attempts of the task's generation, in the order of their making. */
export interface HistoryRequest {
  readonly session: string;
  readonly attemptId: string;
  readonly epoch: number;
  /** The `ord` of the last record that was read; 0 at first. */
  readonly after: number;
}

/** Most step records of one answer. */
export const MAX_HISTORY = 1_000;

/** A page of history. Superseded records are left out; `next` null: that was all. Phases come with the first page. */
export interface HistoryAnswer {
  readonly phases: readonly { readonly section: PhaseSection; readonly index: number; readonly state: PhaseState }[];
  readonly steps: readonly PastStep[];
  readonly next: number | null;
}

/** A step of an earlier attempt. */
export interface PastStep extends StepPlace {
  readonly kind: StepKind;
  readonly state: StepState;
  readonly output: JsonValue;
}

/**
 * GET /dispatch/file?session=…&attemptId=…&epoch=…&id=…: the bytes of a file that the attempt's spec names as an input.
 * POST /dispatch/file?session=…&attemptId=…&epoch=…: takes bytes in as a result of the attempt, of the Content-Type that comes with them; the
 * same bytes sent again are another file.
 */
export interface FileAnswer {
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
}

/** Error body of every dispatch call: a closed code and what to do next. */
export interface DispatchError {
  readonly code: 'BAD_REQUEST' | 'UNAUTHORIZED' | 'FORBIDDEN' | 'UNKNOWN_SESSION' | 'PROTOCOL' | 'TOO_LARGE' | 'UNAVAILABLE';
  readonly message: string;
}
