// Orders: what the runner of a live attempt must do next; delivered in the answer to its heartbeat.

/** STOP ends at a boundary, ABORT soon and with cleanup, KILL at once and without. */
export const ORDER_VERBS = ['STOP', 'ABORT', 'KILL'] as const;
/** What must happen, weakest first. */
export type OrderVerb = (typeof ORDER_VERBS)[number];

/** The boundary at which a stop takes effect. */
export const STOP_BOUNDARIES = ['STEP', 'ITERATION', 'TASK'] as const;
/** After what a stop takes effect. */
export type StopBoundary = (typeof STOP_BOUNDARIES)[number];

/** Whether the cleanup phase runs before the end. */
export type CleanupMode = 'RUN' | 'SKIP';

/** An order to the runner. `after` is set for STOP only. */
export interface Order {
  readonly verb: OrderVerb;
  readonly after: StopBoundary | null;
  readonly cleanup: CleanupMode;
}

/** The orders that the plain verbs give. */
export const ABORT_ORDER: Order = { verb: 'ABORT', after: null, cleanup: 'RUN' };
/** Ends at once, nothing of the task's own runs any more. */
export const KILL_ORDER: Order = { verb: 'KILL', after: null, cleanup: 'SKIP' };

/** Whether `next` asks for more than `present`: an order may become harder, never softer. */
export function isStronger(next: Order, present: Order | null): boolean {
  return present === null || rankOf(next) > rankOf(present);
}

function rankOf(order: Order): number {
  const boundary = order.after === null ? 0 : 2 - STOP_BOUNDARIES.indexOf(order.after);
  return ORDER_VERBS.indexOf(order.verb) * 10 + boundary * 2 + (order.cleanup === 'SKIP' ? 1 : 0);
}
