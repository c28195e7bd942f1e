// What the processes of the fan-out measurement say to each other.

/** An order; each is answered by one report. */
export type FanOutOrder =
  | { readonly type: 'connect'; readonly port: number; readonly count: number; readonly sameIds: boolean }
  | { readonly type: 'count'; readonly frames: number }
  | { readonly type: 'disconnect' }
  | { readonly type: 'publish'; readonly events: number; readonly burst: number };

/** A report: the port of a server at its start, and what was written or got. */
export interface FanOutReport {
  readonly port?: number;
  readonly bytes?: number;
}

/** The operation of every subscriber: what a board of live tasks asks for, without reads of its own. */
export const FAN_OUT_QUERY = 'subscription { events { cursor caughtUp event { kind at ... on TaskEvent { status previousStatus attemptNo outcome exitCode phase { section index state } } } } }';

/** A subscription id: the same for all, or one each as generated ids are. */
export function fanOutId(n: number, sameIds: boolean): string {
  return sameIds ? '00000000-0000-4000-8000-000000000000' : `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
