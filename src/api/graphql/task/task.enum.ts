// Closed sets of tasks.
import { OFFERED_COMMANDS } from '../../../domain/task/command.ts';
import { FAILED_STEP_CHOICES, HOLDS, PAUSE_BOUNDARIES } from '../../../domain/task/hold.ts';
import { type RetryPolicy, SPEC_KINDS } from '../../../domain/task/spec.ts';
import { TASK_STATUSES } from '../../../domain/task/status.ts';
import { TASK_TYPES } from '../../../domain/task/task-type.ts';
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

/** What kind of experiment a task is. */
export const TaskTypeEnum = stringEnum('TaskKind', TASK_TYPES, {
  description: 'What kind of experiment a task is for its people; it changes nothing about how it runs.',
  values: {
    training: 'Trains a model.',
    testing: 'Tests one.',
    inference: 'Uses one.',
    data_processing: 'Prepares data.',
    application: 'Is an application.',
    monitor: 'Watches something.',
    controller: 'Controls other tasks.',
    optimizer: 'Looks for good parameters by running other tasks.',
    service: 'Serves something.',
    qc: 'Controls quality.',
    report: 'Is a report.',
    custom: 'Anything else.',
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

/** After what a pause takes effect. */
export const PauseBoundaryEnum = stringEnum('PauseBoundary', PAUSE_BOUNDARIES, {
  description: 'After what a pause takes effect.',
  values: { STEP: 'After the step that is carried out at the moment.', ITERATION: 'After the iteration.' },
});

/** What becomes of a failed step. */
export const FailedStepChoiceEnum = stringEnum('FailedStepChoice', FAILED_STEP_CHOICES, {
  description: 'What becomes of the failed step of a held task.',
  values: { SKIP: 'It is left out.', RETRY: 'It is carried out once more.' },
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
    PAUSE: 'Let it come to stand still after the step or the iteration.',
    RESUME: 'Let it go on.',
    ANSWER_INPUT: 'Give it the input that it asks for.',
    STOP: 'End it after the step, the iteration, or by itself.',
    ABORT: 'End it soon, with a grace and its cleanup.',
    KILL: 'End it at once.',
    FORCE: 'End it in the books although its runner is silent.',
    RETRY: 'Run it again after its end, what succeeded not repeated.',
    RESET: 'Make it as if it had never run.',
    CLONE: 'Make a new task of its spec.',
    PUBLISH: 'Make its end final.',
    CLOSE: 'Seal it after it was stopped.',
    DELETE: 'Delete it, with what it made and did not publish.',
  },
});
