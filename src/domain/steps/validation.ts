// What a check before submission says: every fault with its place, and how much work it would be.
import type { SpecKind } from '../task/spec.ts';

/** One fault. `path` leads from the checked input down, e.g. `['definition', 'tasks', '0', 'spec', 'main', '3', 'args', 'volume']`. */
export interface ValidationFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** How much work one task is. */
export interface TaskEstimate {
  readonly node: string;
  readonly kind: SpecKind;
  readonly deck: string | null;
  /** Iterations of the main part, and samples over all of them; 1 for a command. */
  readonly iterations: number;
  readonly samples: number;
  /** Steps that would be carried out; loops whose number is not written down count one turn, and make `exact` false. */
  readonly steps: number;
  readonly calls: number;
  /** Seconds of waits that are written down. */
  readonly waitSeconds: number;
  readonly exact: boolean;
}

/** The answer of a check. With faults the estimates are those that could be made. */
export interface ValidationReport {
  readonly valid: boolean;
  /** At most `MAX_VALIDATION_FAULTS`. */
  readonly faults: readonly ValidationFault[];
  readonly tasks: readonly TaskEstimate[];
}

/** Most faults that are listed. */
export const MAX_VALIDATION_FAULTS = 200;
