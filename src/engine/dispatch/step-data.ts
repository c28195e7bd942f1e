// Steps and phases as events carry them: which one it is and where it stands, never its arguments or its output.
import type { PhaseSection, PhaseState } from '../../domain/attempt/phase.ts';
import { eventText, type EventData } from '../../domain/event/event.ts';
import type { StepPlace, StepState } from '../../domain/steps/step-record.ts';
import type { StepKind } from '../../domain/steps/step.ts';

/** A record of a step. */
export interface ToldStep extends StepPlace {
  readonly id: string;
  readonly kind: StepKind;
  readonly method: string;
  readonly state: StepState;
}

/** The place of a step. */
export function placeData({ section, index, path, sample, try: turn }: StepPlace): EventData {
  return { section, index, path, sample, try: turn };
}

/** A step with its state, and the error it ended with. */
export function stepData(step: ToldStep, error?: string): EventData {
  const { id, kind, method, state } = step;
  return { id, ...placeData(step), kind, method: eventText(method, MAX_METHOD_TEXT), state, ...(error === undefined ? {} : { error: eventText(error) }) };
}

/** A step that the end of its attempt has closed; beside the message of that end there is room for little. */
export function closedStepData(step: StepPlace & { readonly id: string }): EventData {
  return { id: step.id, ...placeData(step), state: 'UNKNOWN' };
}

/** A phase with its state. */
export function phaseData(phase: { readonly id: string; readonly section: PhaseSection; readonly index: number; readonly state: PhaseState }): EventData {
  const { id, section, index, state } = phase;
  return { id, section, index, state };
}

/** Longest name of a method within an event. */
const MAX_METHOD_TEXT = 120;
