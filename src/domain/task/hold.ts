// Holds: why a task that has begun does not go on.
import type { JsonValue } from '../event/event.ts';
import type { VariableType } from '../steps/step.ts';

/** NONE goes on; REQUESTED waits for the next place to pause; the others stand still until somebody acts. */
export const HOLDS = ['NONE', 'REQUESTED', 'USER', 'STEP_FAILED', 'INTERVENTION', 'INPUT'] as const;

/** Why a task stands still, if it does. */
export type Hold = (typeof HOLDS)[number];

/** Whether the task stands still now (a requested pause has not taken effect yet). */
export function isHeld(hold: Hold): boolean {
  return hold !== 'NONE' && hold !== 'REQUESTED';
}

/** Whether the hold is a person's pause, asked for or in effect, and not for something that happened in the task. */
export function isPause(hold: Hold): boolean {
  return hold === 'REQUESTED' || hold === 'USER';
}

/** After what a pause takes effect. */
export const PAUSE_BOUNDARIES = ['STEP', 'ITERATION'] as const;
/** After what a pause takes effect. */
export type PauseBoundary = (typeof PAUSE_BOUNDARIES)[number];

/** Whether one boundary comes sooner than another; a pause that was asked for only ever becomes sooner. */
export function isSooner(next: PauseBoundary, present: PauseBoundary | null): boolean {
  return present === null || PAUSE_BOUNDARIES.indexOf(next) < PAUSE_BOUNDARIES.indexOf(present);
}

/** What becomes of the failed step of a held task: left out, or carried out once more. */
export const FAILED_STEP_CHOICES = ['SKIP', 'RETRY'] as const;
/** What becomes of the failed step. */
export type FailedStepChoice = (typeof FAILED_STEP_CHOICES)[number];

/** What is asked for by a task that is held for an INPUT. */
export interface HoldPrompt {
  readonly text: string;
  readonly type: VariableType;
}

/** A person's answer to one hold: go on, with the choice for a failed step or the value for an input where there is one. */
export interface HoldAnswer {
  /** The hold that is answered: the task's `holdN` at that time. */
  readonly holdN: number;
  readonly failedStep: FailedStepChoice | null;
  readonly value: JsonValue;
}
