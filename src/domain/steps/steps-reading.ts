// How a spec of steps is read: how many steps may still come, and what happens with a fault.
import { DomainError } from '../errors.ts';
import { invalid, type InputPath } from '../input/check.ts';
import type { Step } from './step.ts';
import { STEPS_LIMITS } from './steps-spec.ts';
import { MAX_VALIDATION_FAULTS, type ValidationFault } from './validation.ts';

/** One reading of one spec. */
export interface StepsReading {
  /** Counts a step. Throws INVALID, once, at the step that is one too many; gives false for those after it. */
  count(path: InputPath): boolean;
  /** Reads a part; its fault is thrown, or listed, and what is to stand there instead is given. */
  guard<T, F>(read: () => T, instead: F): T | F;
}

/** What stands at the place of a step that was not read, so that the places of the others stay. */
export const NO_STEP: Step = { kind: 'comment', text: '', disabled: true };

/** A reading that stops at the first fault by throwing it. */
export function strictReading(): StepsReading {
  return { count: counter(), guard: (read) => read() };
}

/** A reading that goes on after a fault and lists it, at most `MAX_VALIDATION_FAULTS`. */
export function listingReading(faults: ValidationFault[]): StepsReading {
  return {
    count: counter(),
    guard: (read, instead) => {
      try {
        return read();
      } catch (error) {
        listFault(faults, error);
        return instead;
      }
    },
  };
}

/** Adds what was thrown to the faults when the input caused it (INVALID, NOT_FOUND); throws it on when it is anything else. */
export function listFault(faults: ValidationFault[], error: unknown): void {
  if (!(error instanceof DomainError) || (error.code !== 'INVALID' && error.code !== 'NOT_FOUND')) throw error;
  if (faults.length < MAX_VALIDATION_FAULTS) faults.push({ path: error.path ?? [], message: withoutPlace(error) });
}

// The message begins with the place, which a fault says by itself.
function withoutPlace({ message, path }: DomainError): string {
  const place = `${path?.join('.') || 'input'}: `;
  return message.startsWith(place) ? message.slice(place.length) : message;
}

function counter(): StepsReading['count'] {
  let left: number = STEPS_LIMITS.steps;
  return (path) => {
    left -= 1;
    if (left === -1) invalid(path, `there are more than ${STEPS_LIMITS.steps} steps, those of blocks and nested workflows counted: use a repeat, or split the work into several tasks`);
    return left >= 0;
  };
}
