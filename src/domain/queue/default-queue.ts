// Queues that tasks enter when nobody names one.
import { assertNever } from '../errors.ts';
import type { SpecKind } from '../task/spec.ts';

/** Name of the queue that commands without one enter. */
export const DEFAULT_QUEUE = 'default';
/** Name of the queue that steps tasks without one enter. */
export const LAB_QUEUE = 'lab';
/** Name of the queue that graph tasks without one enter. */
export const GRAPH_QUEUE = 'graph';

/** The name of the queue that a task enters when none is named. Container tasks enter none; the default queue says so. */
export function defaultQueueOf(kind: SpecKind): string {
  switch (kind) {
    case 'command':
    case 'container':
      return DEFAULT_QUEUE;
    case 'steps':
      return LAB_QUEUE;
    case 'graph':
      return GRAPH_QUEUE;
    default:
      return assertNever(kind);
  }
}

/** Whether tasks enter the queue of this name without naming it: it keeps its name, and is never deleted. */
export function isNeeded(name: string): boolean {
  return name === DEFAULT_QUEUE || name === LAB_QUEUE || name === GRAPH_QUEUE;
}
