// The spec of a `steps` task: work on the instruments of a deck, step by step, for one sample or many.
import type { JsonValue } from '../event/event.ts';
import type { Step } from './step.ts';

/** The variables that one sample begins with. */
export type Sample = { readonly [name: string]: JsonValue };

/** Where samples come from. REPEAT: `count` iterations of `batch` empty samples; ROWS: one sample a row, `batch` of them an iteration. */
export type SampleSource =
  | { readonly kind: 'REPEAT'; readonly count: number; readonly batch: number }
  | { readonly kind: 'ROWS'; readonly rows: readonly Sample[]; readonly batch: number };

/** What happens when a step fails: the task stands still and asks, or it runs its cleanup and fails. */
export const STEP_ERROR_POLICIES = ['HOLD', 'FAIL'] as const;
/** What happens when a step fails. */
export type StepErrorPolicy = (typeof STEP_ERROR_POLICIES)[number];

/** Preparation once, the main part for every iteration of the samples, cleanup once. */
export interface StepsSpec {
  readonly kind: 'steps';
  /** Name of the deck whose instruments it calls; the task has the deck to itself while it runs. */
  readonly deck: string;
  readonly prep: readonly Step[];
  readonly main: readonly Step[];
  readonly cleanup: readonly Step[];
  readonly onStepError: StepErrorPolicy;
  readonly source: SampleSource;
}

/** The samples of a task when nothing is said: one iteration of one empty sample. */
export const ONE_SAMPLE = { kind: 'REPEAT', count: 1, batch: 1 } as const satisfies SampleSource;

/**
 * Bounds of a steps spec. `steps`: written in it, blocks and nested workflows opened; `depth`: of blocks within blocks;
 * `expanded`: steps that would be carried out over all samples, each turn of a `repeat` of a written number counted and each `while` once.
 */
export const STEPS_LIMITS = { steps: 5_000, depth: 20, expanded: 50_000, rows: 10_000, iterations: 10_000, batch: 1_000, text: 10_000, names: 200, waitSeconds: 604_800 } as const;

/** Names of variables. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
