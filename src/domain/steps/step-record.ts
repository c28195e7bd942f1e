// Records of steps: one row each time a step is carried out for a sample. They make a second attempt repeat nothing that succeeded.
import type { PhaseSection } from '../attempt/phase.ts';
import type { JsonValue } from '../event/event.ts';
import type { StepKind } from './step.ts';

/** RUNNING until it has ended; UNKNOWN: its runner was lost while the device was at it; SKIPPED: left out by a person's choice. */
export const STEP_STATES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'UNKNOWN'] as const;
/** Where a record stands; all but RUNNING are final. */
export type StepState = (typeof STEP_STATES)[number];

/**
 * Which step, for which sample, for which time. `path` is its place in the section with the turns of the loops around it: `3`,
 * `4.then.0`, `5.body[2].1`, `6.steps.0`. Samples count from 0 within the batch; tries from 1 within the task's generation.
 */
export interface StepPlace {
  readonly section: PhaseSection;
  /** Index of the phase in its section: the iteration, the position of a graph's node, 0 for prep and cleanup. */
  readonly index: number;
  readonly path: string;
  readonly sample: number;
  readonly try: number;
}

/** A step as stored. */
export interface StepRecord extends StepPlace {
  readonly id: string;
  readonly taskId: string;
  readonly phaseId: string;
  readonly generation: number;
  readonly attemptNo: number;
  readonly kind: StepKind;
  /** `<instrument>.<method>` of a call; the kind itself otherwise. */
  readonly method: string;
  readonly args: { readonly [name: string]: JsonValue };
  readonly state: StepState;
  /** What it gave; null when nothing. */
  readonly output: JsonValue;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** A retry from an earlier step made it count for nothing. */
  readonly superseded: boolean;
  readonly ord: number;
}

/** Longest error of a step, and most JSON of its arguments and of its output, in characters; larger outputs fail the step. */
export const STEP_RECORD_LIMITS = { error: 2_000, args: 65_536, output: 65_536, contexts: 1_000_000 } as const;
