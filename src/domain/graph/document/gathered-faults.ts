// Gathering faults: a reader that meets one goes on, so that a whole document is told of at once.
import { DomainError } from '../../errors.ts';
import { MAX_VALIDATION_FAULTS, type ValidationFault } from '../../steps/validation.ts';

/** Faults in the order in which they were met; at most `MAX_VALIDATION_FAULTS` are kept. */
export type FaultList = ValidationFault[];

/** What a reader gives, or undefined and its fault on the list. What is no fault of the input goes on. */
export function gathered<T>(faults: FaultList, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'INVALID') throw error;
    const path = error.path ?? [];
    const prefix = `${path.join('.') || 'input'}: `;
    addFault(faults, path, error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message);
    return undefined;
  }
}

/** Adds one while there is room. */
export function addFault(faults: FaultList, path: readonly string[], message: string): void {
  if (faults.length < MAX_VALIDATION_FAULTS) faults.push({ path, message });
}
