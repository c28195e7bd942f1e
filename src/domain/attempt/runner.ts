// A runner: something that takes work, with a lease that it renews by beating.
import type { AlgorithmDescription } from '../graph/algorithm.ts';
import type { StopBoundary } from '../task/order.ts';
import type { SpecKind } from '../task/spec.ts';

/** Where a runner comes from. */
export const RUNNER_KINDS = ['EMBEDDED', 'REMOTE', 'CLEARML', 'CLUSTER'] as const;
/** Where a runner comes from. */
export type RunnerKind = (typeof RUNNER_KINDS)[number];
/** UP takes work, DRAINING finishes what it has, GONE has no lease. */
export const RUNNER_STATES = ['UP', 'DRAINING', 'GONE'] as const;
/** Whether a runner takes work. */
export type RunnerState = (typeof RUNNER_STATES)[number];

/** What a runner can do with a live attempt; a command it cannot carry is refused instead of lost. */
export interface Capabilities {
  readonly pause: boolean;
  readonly stopAfter: readonly StopBoundary[];
  readonly retryStep: boolean;
  readonly answerInput: boolean;
  readonly cleanup: boolean;
}

/** What our own runner can do with `command` tasks. */
export const COMMAND_CAPABILITIES: Capabilities = { pause: false, stopAfter: ['TASK'], retryStep: false, answerInput: false, cleanup: false };
/** What our own runner can do with `steps` tasks. */
export const STEPS_CAPABILITIES: Capabilities = { pause: true, stopAfter: ['STEP', 'ITERATION', 'TASK'], retryStep: true, answerInput: true, cleanup: true };

/** What our own runner can do with `graph` tasks. */
export const GRAPH_CAPABILITIES: Capabilities = { pause: false, stopAfter: ['TASK'], retryStep: false, answerInput: false, cleanup: false };

/** What a runner can do, by kind of work. */
export type CapabilitiesByKind = { readonly [kind in SpecKind]?: Capabilities };

/** What a runner can do with work of a kind; the least that every runner can when it does not say. */
export function capabilitiesFor(can: CapabilitiesByKind | null | undefined, kind: SpecKind): Capabilities {
  return can?.[kind] ?? COMMAND_CAPABILITIES;
}

/** A runner as stored. */
export interface Runner {
  readonly id: string;
  readonly name: string;
  readonly kind: RunnerKind;
  readonly state: RunnerState;
  readonly sessionId: string | null;
  readonly leaseUntil: Date | null;
  /** Attempts it runs at the same time. */
  readonly slots: number;
  readonly can: CapabilitiesByKind;
  readonly kinds: readonly SpecKind[];
  /** Names of the queues it takes work from, in order of preference. */
  readonly queues: readonly string[];
  /** Names of the decks it offers. */
  readonly decks: readonly string[];
  /** Algorithms that it offers beside those of this program. */
  readonly algorithms: readonly AlgorithmDescription[];
  readonly host: string;
  readonly agent: string;
  readonly seenAt: Date;
  readonly createdAt: Date;
  readonly version: number;
  readonly ord: number;
}
