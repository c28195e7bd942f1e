// What a reported fact about a step changes in its record: it begins once, ends once, and nothing comes after the end.
import type { StepFact } from '../dispatch/protocol.ts';
import type { StepState } from '../steps/step-record.ts';

/** What is on record for the place of the fact. */
export interface KnownTry {
  /** The state of this very try; null when it has no record yet. */
  readonly state: StepState | null;
  /** How many tries of the step count, this one included when it has a record. */
  readonly tries: number;
}

/** BEGIN and RECORD make the row (open, or ended at once), END ends it, NOTHING: it says what is known, or comes after the end. */
export type StepChange = 'BEGIN' | 'RECORD' | 'END' | 'NOTHING';

/** Decides; `null` when the number of the try is not the next one, which no runner in its right mind says. */
export function stepChange(fact: Pick<StepFact, 'state' | 'try'>, known: KnownTry): StepChange | null {
  if (known.state === 'RUNNING') return fact.state === 'RUNNING' ? 'NOTHING' : 'END';
  if (known.state !== null) return 'NOTHING';
  if (fact.try !== known.tries + 1) return null;
  return fact.state === 'RUNNING' ? 'BEGIN' : 'RECORD';
}
