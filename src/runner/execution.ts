// What every executor offers to the runner: work that was begun, and the ways to end it before its time.
import type { AttemptEnd, Control } from '../domain/dispatch/protocol.ts';
import type { Order, OrderVerb } from '../domain/task/order.ts';

/** Why work is ended before its time; a later cause counts only when it stands lower in this list. */
export type StopCause =
  | { readonly by: 'HANDED_BACK'; readonly message: string }
  | { readonly by: 'TIMEOUT' }
  | { readonly by: 'ORDER'; readonly verb: OrderVerb }
  /** The attempt is another's now: end the processes, report nothing. */
  | { readonly by: 'DROPPED' };

const RANKS: readonly StopCause['by'][] = ['HANDED_BACK', 'TIMEOUT', 'ORDER', 'DROPPED'];

/** Whether `next` takes the place of `present` as the reason that is told. */
export function outranks(next: StopCause, present: StopCause | null): boolean {
  return present === null || RANKS.indexOf(next.by) >= RANKS.indexOf(present.by);
}

/** Work that was begun. */
export interface Execution {
  /** Resolves once, when no process is left and the directory is gone; null when there is nothing to report. Never rejects. */
  readonly done: Promise<AttemptEnd | null>;
  /** Ends the work: politely with the grace of its spec, or `atOnce`; may be called again to become harder. */
  stop(cause: StopCause, options?: { readonly atOnce: boolean }): void;
  /** Takes an order that asks for more than those before it. */
  obey(order: Order): void;
  /** Takes in what people want beside its end; false when it is not newer than what was heard. Absent: it knows no such thing. */
  control?(control: Control): boolean;
  /** The newest control that was heard. */
  readonly controlN?: number;
}
