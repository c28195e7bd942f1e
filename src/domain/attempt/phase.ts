// A phase of a task: its preparation, an iteration of its main part, its cleanup, or one node of its graph.
import type { Sample } from '../steps/steps-spec.ts';

/** The part of the task. A command task has one phase: `main` 0. */
export const PHASE_SECTIONS = ['prep', 'main', 'cleanup', 'node'] as const;
/** The part of the task. */
export type PhaseSection = (typeof PHASE_SECTIONS)[number];
/** Where a phase stands. */
export const PHASE_STATES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'STOPPED'] as const;
/** Where a phase stands. */
export type PhaseState = (typeof PHASE_STATES)[number];

/** A phase as stored; it belongs to the task, so attempts share it. */
export interface Phase {
  readonly id: string;
  readonly taskId: string;
  readonly generation: number;
  readonly section: PhaseSection;
  readonly index: number;
  readonly state: PhaseState;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** What each sample of a main phase began with; null for other tasks. */
  readonly parameters: readonly Sample[] | null;
  /** What each sample ended with, parameters included; null before the end. */
  readonly outputs: readonly Sample[] | null;
}

/** A phase without the variables of its samples, which may be megabytes and are read apart. */
export type PhaseRecord = Omit<Phase, 'parameters' | 'outputs'>;
