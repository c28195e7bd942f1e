// What becomes of a runner's word that a task stands still: taken, or void because people have changed their mind meanwhile.
import type { HoldFact } from '../dispatch/protocol.ts';
import type { Hold } from '../task/hold.ts';
import type { TaskStatus } from '../task/status.ts';

/** The registers of the task as they stand. */
export interface HoldRegisters {
  readonly status: TaskStatus;
  readonly hold: Hold;
  readonly holdN: number;
  readonly controlN: number;
}

/**
 * Whether a hold counts. A pause that was taken back, or asked for otherwise, before its runner had heard of it leaves nothing to hold:
 * the runner goes on, or says so anew, when it hears of the newer control. A number that was taken is a repeat; any other hold is a fact about the work itself, and swallows a pause that was asked for. Numbers may be left out: those
 * of holds that were void.
 */
export function countsAsHold(fact: Pick<HoldFact, 'hold' | 'holdN' | 'controlN'>, task: HoldRegisters): boolean {
  if (task.status !== 'in_progress' || fact.holdN <= task.holdN) return false;
  return fact.hold !== 'USER' || (task.hold === 'REQUESTED' && fact.controlN >= task.controlN);
}
