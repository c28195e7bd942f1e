// The faults that a check has found, up to as many as are listed.
import { MAX_VALIDATION_FAULTS, type ValidationFault } from '../../domain/steps/validation.ts';

/** Collects faults in the order of their finding; what is beyond `MAX_VALIDATION_FAULTS` is left out. */
export class FaultList {
  readonly faults: ValidationFault[] = [];

  /** Whether there is no place for more: checks that cost may stop. */
  get full(): boolean {
    return this.faults.length >= MAX_VALIDATION_FAULTS;
  }

  add(path: readonly string[], message: string): void {
    if (!this.full) this.faults.push({ path, message });
  }
}
