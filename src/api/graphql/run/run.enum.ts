// Closed sets of runs.
import { RUN_COMMANDS } from '../../../domain/run/run-command.ts';
import { type Run, RUN_KINDS, RUN_STATUSES } from '../../../domain/run/run.ts';
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

/** What made a run. */
export const RunKindEnum = stringEnum('RunKind', RUN_KINDS, {
  description: 'What made a run.',
  values: { WORKFLOW: 'A definition: a saved workflow, or one given with the call.', SINGLE: 'One call of runNow.' },
});

/** Commands on runs. */
export const RunCommandEnum = stringEnum('RunCommand', RUN_COMMANDS, {
  description: 'Commands on a run; each is a mutation of the same name. More are added over time; clients must tolerate them.',
  values: {
    ENQUEUE: 'Let its tasks enter their queues by themselves.',
    PAUSE: 'Let nothing more of it start.',
    RESUME: 'Let it go on.',
    RETRY: 'Run again what ended badly.',
    FINISH: 'Let what runs go on to its end and nothing more start.',
    ABORT: 'End it soon.',
    CLONE: 'Make a new run of its definition and inputs.',
  },
});
