// Closed sets of tasks.
import { OFFERED_COMMANDS } from '../../../domain/task/command.ts';
import { HOLDS } from '../../../domain/task/hold.ts';
import { type RetryPolicy, SPEC_KINDS } from '../../../domain/task/spec.ts';
import { TASK_STATUSES } from '../../../domain/task/status.ts';
import { stringEnum } from '../string-enum.ts';

const ON_LOST: readonly RetryPolicy['onLost'][] = ['REQUEUE', 'FAIL'];

/** Where a task stands. */
export const TaskStatusEnum = stringEnum('TaskStatus', TASK_STATUSES, {
  description: 'Where a task stands. What these cannot say stands beside them in `hold`, `order` and the failure of the attempt.',
  values: {
    created: 'Made, not enqueued.',
    queued: 'Waits in a queue.',
    in_progress: 'Handed to a runner.',
    stopped: 'Ended by a person.',
    published: 'Published: final.',
    publishing: 'Being published.',
    closed: 'Ended and sealed.',
    failed: 'Ended by an error.',
    completed: 'Ended well.',
    unknown: 'Not known.',
  },
});

/** Why a task stands still. */
export const HoldEnum = stringEnum('Hold', HOLDS, {
  description: 'Why a task that has begun does not go on.',
  values: {
    NONE: 'It goes on.',
    REQUESTED: 'A pause was asked for and has not taken effect.',
    USER: 'A person paused it.',
    STEP_FAILED: 'A step failed: skip or retry it.',
    INTERVENTION: 'A person must do something first.',
    INPUT: 'It asks for input.',
  },
});

/** Kinds of work. */
export const SpecKindEnum = stringEnum('SpecKind', SPEC_KINDS, {
  description: 'The kinds of work.',
  values: {
    command: 'A program with its arguments.',
    steps: 'Steps on the instruments of a deck.',
    graph: 'A graph of image algorithms.',
    container: 'Many workers of one container image on a cluster.',
  },
});

/** What happens after a lost lease. */
export const OnLostEnum = stringEnum('OnLost', ON_LOST, {
  description: 'What happens to a task whose runner was lost.',
  values: { REQUEUE: 'It is queued again.', FAIL: 'It fails.' },
});

/** Commands on tasks. */
export const TaskCommandEnum = stringEnum('TaskCommand', OFFERED_COMMANDS, {
  description: 'Commands on a task; each is a mutation of the same name. More are added over time; clients must tolerate them.',
  values: {
    ENQUEUE: 'Put it into a queue.',
    DEQUEUE: 'Take it out of its queue.',
    ABORT: 'End it soon, with a grace.',
    KILL: 'End it at once.',
    RETRY: 'Run it again after its end.',
    CLONE: 'Make a new task of its spec.',
  },
});
