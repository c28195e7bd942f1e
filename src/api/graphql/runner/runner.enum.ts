// Closed sets of runners.
import { RUNNER_KINDS, RUNNER_STATES } from '../../../domain/attempt/runner.ts';
import { stringEnum } from '../string-enum.ts';

/** Where a runner comes from. */
export const RunnerKindEnum = stringEnum('RunnerKind', RUNNER_KINDS, {
  description: 'Where a runner comes from.',
  values: {
    EMBEDDED: 'Started by the server.',
    REMOTE: 'Started by somebody else, on any machine.',
    CLEARML: 'An agent that speaks the ClearML API.',
    CLUSTER: 'A job of a cluster.',
  },
});

/** Whether a runner takes work. */
export const RunnerStateEnum = stringEnum('RunnerState', RUNNER_STATES, {
  description: 'Whether a runner takes work.',
  values: { UP: 'It takes work.', DRAINING: 'It finishes what it has and takes nothing new.', GONE: 'It has no lease: it ended or was not heard of.' },
});
