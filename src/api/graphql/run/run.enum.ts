// Closed sets of runs.
import { type Run, RUN_STATUSES } from '../../../domain/run/run.ts';
import { stringEnum } from '../string-enum.ts';

const ENDS: readonly NonNullable<Run['deactivated']>[] = ['ABORTED', 'FINISHED'];

/** Where a run stands. */
export const RunStatusEnum = stringEnum('RunStatus', RUN_STATUSES, {
  description: 'Where a run stands, folded from its tasks.',
  values: {
    WAITING: 'Nothing of it has begun.',
    RUNNING: 'Something of it runs or can still start.',
    HELD: 'Everything that runs stands still.',
    SUCCEEDED: 'All of it ended well.',
    FAILED: 'Something failed and nothing can start any more.',
    STOPPED: 'Something was stopped and nothing can start any more.',
  },
});

/** How a run was deactivated. */
export const DeactivationEnum = stringEnum('Deactivation', ENDS, {
  description: 'How a run was ended as a whole.',
  values: { ABORTED: 'Aborted.', FINISHED: 'Called finished.' },
});
