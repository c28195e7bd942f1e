// States of runs as callers of deployments know them.
import { assertNever } from '../../errors.ts';
import type { RunStatus } from '../../run/run.ts';

/** A state on the wire. */
export type WireState = 'PENDING' | 'STARTED' | 'SUCCESS' | 'FAILURE';

/** The state of a run: a held one has begun, a stopped one has failed; `failureText` says which. */
export function wireState(status: RunStatus): WireState {
  switch (status) {
    case 'WAITING':
      return 'PENDING';
    case 'RUNNING':
    case 'HELD':
      return 'STARTED';
    case 'SUCCEEDED':
      return 'SUCCESS';
    case 'FAILED':
    case 'STOPPED':
      return 'FAILURE';
    default:
      return assertNever(status);
  }
}

/** What is told of a run that gave no result: that it was stopped, or why it failed, without saying so again where a reason is known (the SDK puts that in front). Never empty. */
export function failureText(status: 'FAILED' | 'STOPPED', reason: string | null): string {
  const why = reason?.trim() ?? '';
  if (status === 'FAILED') return why === '' ? 'Workflow run failed' : why;
  return why === '' ? 'Workflow run stopped' : `Workflow run stopped: ${why}`;
}
