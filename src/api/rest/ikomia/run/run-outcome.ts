// How a run stands: read once, or waited for.
import { type GraphOutcome, graphOutcome } from '../../../../engine/read/graph-outcome.read.ts';
import { projectReach } from '../../../../engine/read/project-reach.ts';
import { waitedFor } from '../../../../events/wait/waited-for.ts';
import { callerOfDeployment } from '../account/who-calls.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { isGoingOn, type OpenState } from './open-state.ts';
import { PatientWait } from './patient-wait.ts';

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

/**
 * The run when it stands otherwise or the time is over; at once when it has ended or is none. Holds no connection while it waits, and asks anew
 * who the caller is each time it looks. Of a run of which the log has just told that it goes on the first look is spared: its end is news yet to come.
 */
export async function outcomeLater(call: IkomiaCall, asked: AskedRun, { ms, until }: OutcomeWait): Promise<GraphOutcome | null> {
  const { context, req, res } = call;
  const signal = waitedFor(res, context.draining);
  using wake = context.wakes.on(asked.runId);
  const told = await toldState(call, asked);
  let seen = told === null ? await outcomeNow(call, asked) : null;
  const first = told ?? seen?.state ?? null;
  const wait = new PatientWait(wake, signal, { ms, first: until === 'CHANGE' ? first : null });
  let goesOn = told !== null || (seen !== null && isOpen(seen) && !wait.isOver);
  while (goesOn) {
    await wait.forEnd();
    const { actor } = await callerOfDeployment(context.authenticator, req);
    seen = await graphOutcome(context.engine, actor, asked);
    if (seen !== null) wait.saw(seen.state);
    goesOn = seen !== null && isOpen(seen) && !wait.isOver;
  }
  return seen;
}

/** Whether it goes on. */
export function isOpen({ state }: GraphOutcome): boolean {
  return isGoingOn(state);
}

/** The state of a run of which the log has just told, within the caller's reach. Throws FORBIDDEN for who may read nothing. */
async function toldState({ context, caller }: IkomiaCall, { runId, deploymentId }: AskedRun): Promise<OpenState | null> {
  if (context.recent.find(runId)?.deploymentId !== deploymentId) return null;
  const reach = await projectReach(context.engine.db, caller.actor);
  // Now, and not before the reach was asked for: what came meanwhile counts.
  const run = context.recent.find(runId);
  return run !== null && (reach === null || (run.projectId !== null && reach.includes(run.projectId))) ? run.state : null;
}
