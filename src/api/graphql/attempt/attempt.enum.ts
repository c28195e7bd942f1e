// Closed sets of attempts.
import { ATTEMPT_OUTCOMES, type AttemptState, FAILURES, type Fence } from '../../../domain/attempt/attempt.ts';
import { stringEnum } from '../string-enum.ts';

const STATES: readonly AttemptState[] = ['CLAIMED', 'RUNNING', 'ENDED'];
const FENCES: readonly Fence[] = ['LEASED', 'EXTERNAL'];

/** Where an attempt stands. */
export const AttemptStateEnum = stringEnum('AttemptState', STATES, {
  description: 'Where an attempt stands.',
  values: { CLAIMED: 'Handed out, not started.', RUNNING: 'Started.', ENDED: 'Over; it never changes again.' },
});

/** How an attempt is guarded. */
export const FenceEnum = stringEnum('Fence', FENCES, {
  description: 'How an attempt is guarded against a worker that has gone.',
  values: {
    LEASED: 'Ends with the lease of its runner; late writes are refused.',
    EXTERNAL: 'Run by a worker outside that is seen by its pings only; never run again by us.',
  },
});

/** How an attempt ended. */
export const AttemptOutcomeEnum = stringEnum('AttemptOutcome', ATTEMPT_OUTCOMES, {
  description: 'How an attempt ended.',
  values: {
    COMPLETED: 'The work succeeded.',
    FAILED: 'The work failed; `failure` says how.',
    STOPPED: 'Stopped at a boundary, as ordered.',
    ABORTED: 'Ended before its time, as ordered.',
    LOST: 'The lease of its runner ran out.',
    HANDED_BACK: 'The runner gave it back without having begun the work, or to drain.',
  },
});

/** What kind of failure. */
export const FailureEnum = stringEnum('Failure', FAILURES, {
  description: 'What kind of failure ended an attempt.',
  values: {
    EXIT: 'The work itself ended with an error.',
    CRASHED: 'The runner or its machine failed.',
    TIMED_OUT: 'It took longer than its spec allows.',
    ABORTED: 'A person ended it.',
    INVALID: 'The work could not be started as it is described.',
  },
});
