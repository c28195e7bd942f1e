// Closed sets of orders to runners.
import { type CleanupMode, ORDER_VERBS, STOP_BOUNDARIES } from '../../../domain/task/order.ts';
import { stringEnum } from '../string-enum.ts';

const CLEANUPS: readonly CleanupMode[] = ['RUN', 'SKIP'];

/** What a runner must do. */
export const OrderVerbEnum = stringEnum('OrderVerb', ORDER_VERBS, {
  description: 'What the runner of a live attempt must do.',
  values: { STOP: 'End at a boundary.', ABORT: 'End soon, with a grace.', KILL: 'End at once.' },
});

/** The boundary of a stop. */
export const StopBoundaryEnum = stringEnum('StopBoundary', STOP_BOUNDARIES, {
  description: 'After what a stop takes effect.',
  values: { STEP: 'After the present step.', ITERATION: 'After the present iteration.', TASK: 'As the task allows.' },
});

/** Whether cleanup runs. */
export const CleanupModeEnum = stringEnum('CleanupMode', CLEANUPS, {
  description: 'Whether the cleanup of a task runs before its end.',
  values: { RUN: 'It runs.', SKIP: 'It is left out.' },
});
