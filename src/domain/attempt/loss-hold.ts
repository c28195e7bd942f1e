// What a steps task stands still for when it comes back without its runner: devices may have moved, so a person is asked.
import { isHeld, type Hold } from '../task/hold.ts';

/** The newest record of a step that counts, or the one that is open. */
export interface LastStep {
  readonly id: string;
  /** `<instrument>.<method>`, or the kind of the step. */
  readonly method: string;
  /** Of the step that is open when one is. */
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'UNKNOWN';
}

/** A hold that begins with the return into the queue. */
export interface LossHold {
  readonly hold: Extract<Hold, 'STEP_FAILED' | 'INTERVENTION'>;
  readonly message: string;
  readonly stepId: string | null;
}

/**
 * The new hold of a steps task that goes back into its queue; null when it keeps the one it has, or goes on by itself. A runner that
 * hands back says that nothing is under way; of a lost one nothing is known.
 */
export function holdAfterLoss(outcome: 'LOST' | 'HANDED_BACK', task: { readonly hold: Hold; readonly lastStep: LastStep | null }): LossHold | null {
  if (isHeld(task.hold)) return null;
  const { lastStep } = task;
  if (lastStep?.state === 'RUNNING') {
    return { hold: 'STEP_FAILED', stepId: lastStep.id, message: `outcome unknown: its runner was lost during ${lastStep.method}; look at the deck, then choose whether to skip or retry the step` };
  }
  // Somebody may have answered this failure already, but no record shows that the runner has acted on the answer.
  if (lastStep?.state === 'FAILED' || lastStep?.state === 'UNKNOWN') {
    return { hold: 'STEP_FAILED', stepId: lastStep.id, message: `its runner was lost after ${lastStep.method} had failed; choose again whether to skip or retry the step` };
  }
  if (outcome === 'HANDED_BACK') return null;
  return { hold: 'INTERVENTION', stepId: null, message: 'its runner was lost between two steps; look at the deck, then resume' };
}
