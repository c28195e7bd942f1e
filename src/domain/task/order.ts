// Orders: what the runner of a live attempt must do next; delivered in the answer to its heartbeat.
import type { SpecKind } from './spec.ts';

/** STOP ends at a boundary, ABORT soon and with cleanup, KILL at once and without. */
export const ORDER_VERBS = ['STOP', 'ABORT', 'KILL'] as const;
/** What must happen, weakest first. */
export type OrderVerb = (typeof ORDER_VERBS)[number];

/** The boundary at which a stop takes effect. */
export const STOP_BOUNDARIES = ['STEP', 'ITERATION', 'TASK'] as const;
/** After what a stop takes effect. */
export type StopBoundary = (typeof STOP_BOUNDARIES)[number];

/** After what a stop takes effect when nobody says: work in iterations ends with the one it is in, all other work when it is done. */
export function boundaryOf(kind: SpecKind): StopBoundary {
  return kind === 'steps' ? 'ITERATION' : 'TASK';
}

/** How the cleanup of a task is treated by an order. */
export const CLEANUP_MODES = ['RUN', 'SKIP'] as const;
/** Whether the cleanup phase runs before the end. */
export type CleanupMode = (typeof CLEANUP_MODES)[number];

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

/**
 * What holds once `next` is given on top of `present`: it ends as soon as the sooner of both, and skips the cleanup when either does.
 * So an order never becomes softer, neither in its time nor in its cleanup. Write this one, not `next`.
 */
export function harderOf(present: Order | null, next: Order): Order {
  if (present === null) return next;
  const sooner = urgencyOf(next) > urgencyOf(present) ? next : present;
  if (sooner.verb === 'KILL') return KILL_ORDER;
  return { ...sooner, cleanup: present.cleanup === 'SKIP' || next.cleanup === 'SKIP' ? 'SKIP' : 'RUN' };
}

/** Whether `next` asks for more than `present` in any respect. */
export function isStronger(next: Order, present: Order | null): boolean {
  if (present === null) return true;
  const harder = harderOf(present, next);
  return urgencyOf(harder) > urgencyOf(present) || harder.cleanup !== present.cleanup;
}

/** How soon an order ends the task: a stop after the task is 0, a kill the most. */
function urgencyOf(order: Order): number {
  const boundary = order.after === null ? 0 : STOP_BOUNDARIES.length - 1 - STOP_BOUNDARIES.indexOf(order.after);
  return ORDER_VERBS.indexOf(order.verb) * STOP_BOUNDARIES.length + boundary;
}
