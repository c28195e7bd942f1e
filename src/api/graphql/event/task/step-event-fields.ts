// What the data of a task's event says about a step.
import type { EventData } from '../../../../domain/event/event.ts';
import { numberOf, partOf, textOf } from '../event-data.ts';

/** A step as an event tells of it. Only its place is always there: a hold names nothing more, an end that closes a step no kind. */
export interface StepFields {
  readonly id: string | null;
  readonly section: string;
  readonly index: number;
  readonly path: string;
  readonly sample: number;
  readonly try: number;
  readonly kind: string | null;
  readonly method: string | null;
  readonly state: string | null;
  readonly error: string | null;
}

/** The step that changed, or at which the task stands still; null when the event is about none. */
export function stepFields(data: EventData): StepFields | null {
  const step = partOf(data, 'step');
  const [section, index, path, sample, turn] = [textOf(step, 'section'), numberOf(step, 'index'), textOf(step, 'path'), numberOf(step, 'sample'), numberOf(step, 'try')];
  if (section === null || index === null || path === null || sample === null || turn === null) return null;
  return { id: textOf(step, 'id'), section, index, path, sample, try: turn, kind: textOf(step, 'kind'), method: textOf(step, 'method'), state: textOf(step, 'state'), error: textOf(step, 'error') };
}
