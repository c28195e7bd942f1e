// The states of a run that goes on.
import type { WireState } from '../../../../domain/graph/wire/wire-state.ts';

/** One of them. */
export type OpenState = Extract<WireState, 'PENDING' | 'STARTED'>;

/** Whether a run in this state goes on. */
export function isGoingOn(state: WireState): state is OpenState {
  return state === 'PENDING' || state === 'STARTED';
}
