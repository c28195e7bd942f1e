// The status of a run whose tasks have just begun, as far as these alone decide it.
import { isHeld, type Hold } from '../task/hold.ts';
import type { RunStatus } from './run.ts';

/** RUNNING as soon as one of the tasks that began stands not still, whatever the other tasks of the run do; null when that depends on them. */
export function statusOnceBegun(holds: readonly Hold[]): RunStatus | null {
  return holds.some((hold) => !isHeld(hold)) ? 'RUNNING' : null;
}
