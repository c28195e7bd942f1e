// How a run stands: read once, or waited for.
import { type GraphOutcome, graphOutcome } from '../../../../engine/read/graph-outcome.read.ts';
import { callerOfDeployment } from '../account/who-calls.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { waitedFor } from '../transport/waited-for.ts';

export type { GraphOutcome } from '../../../../engine/read/graph-outcome.read.ts';

/** For how long a wait goes on when the run was seen to begin, ms: who waits for a short one is answered with its end, who waits for a long one learns that it began. */
export const BEGUN_MS = 1_000;

/** Which run, of which deployment. */
export interface AskedRun {
  readonly deploymentId: string;
  readonly runId: string;
}

/** How long to wait, and for what. */
export interface OutcomeWait {
  readonly ms: number;
  /** END: for the end alone. CHANGE: also for the beginning. */
  readonly until: 'END' | 'CHANGE';
}

/** The run as it stands; null when it is none of the deployment, or not for the caller's eyes. */
export async function outcomeNow({ context, caller }: IkomiaCall, asked: AskedRun): Promise<GraphOutcome | null> {
  return await graphOutcome(context.engine, caller.actor, asked);
}

/** The run when it stands otherwise or the time is over; at once when it has ended or is none. Holds no connection while it waits, and asks anew who the caller is each time it looks. */
export async function outcomeLater(call: IkomiaCall, asked: AskedRun, { ms, until }: OutcomeWait): Promise<GraphOutcome | null> {
  const { context, req, res } = call;
  const signal = waitedFor(res, context.draining);
  using wake = context.wakes.on(asked.runId);
  let seen = await outcomeNow(call, asked);
  const first = seen?.state;
  let deadline = performance.now() + ms;
  let begun = false;
  while (seen !== null && isOpen(seen)) {
    const now = performance.now();
    if (until === 'CHANGE' && !begun && seen.state !== first) {
      begun = true;
      deadline = Math.min(deadline, now + BEGUN_MS);
    }
    if (now >= deadline || signal.aborted) return seen;
    await wake.wait(deadline - now, signal);
    const { actor } = await callerOfDeployment(context.authenticator, req);
    seen = await graphOutcome(context.engine, actor, asked);
  }
  return seen;
}

/** Whether it goes on. */
export function isOpen({ state }: GraphOutcome): boolean {
  return state === 'PENDING' || state === 'STARTED';
}
