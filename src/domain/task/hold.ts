// Holds: why a task that has begun does not go on.

/** NONE goes on; REQUESTED waits for the next place to pause; the others stand still until somebody acts. */
export const HOLDS = ['NONE', 'REQUESTED', 'USER', 'STEP_FAILED', 'INTERVENTION', 'INPUT'] as const;

/** Why a task stands still, if it does. */
export type Hold = (typeof HOLDS)[number];

/** Whether the task stands still now (a requested pause has not taken effect yet). */
export function isHeld(hold: Hold): boolean {
  return hold !== 'NONE' && hold !== 'REQUESTED';
}
