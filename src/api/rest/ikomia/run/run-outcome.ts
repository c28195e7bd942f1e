// How a run stands: read once, or waited for.
import { type GraphOutcome, graphOutcome } from '../../../../engine/read/graph-outcome.read.ts';
import { callerOfDeployment } from '../account/who-calls.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { PatientWait } from './patient-wait.ts';
import { waitedFor } from '../../../../events/wait/waited-for.ts';

export type { GraphOutcome } from '../../../../engine/read/graph-outcome.read.ts';

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
  const wait = new PatientWait(wake, signal, { ms, first: until === 'CHANGE' ? (seen?.state ?? null) : null });
  while (seen !== null && isOpen(seen) && !wait.isOver) {
    await wait.forEnd();
    const { actor } = await callerOfDeployment(context.authenticator, req);
    seen = await graphOutcome(context.engine, actor, asked);
    if (seen !== null) wait.saw(seen.state);
  }
  return seen;
}

/** Whether it goes on. */
export function isOpen({ state }: GraphOutcome): boolean {
  return state === 'PENDING' || state === 'STARTED';
}
