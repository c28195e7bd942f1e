// How a run stands: read once, or waited for.
import type { Actor } from '../../../../domain/access.ts';
import { type GraphOutcome, graphOutcome } from '../../../../engine/read/graph-outcome.read.ts';
import { projectReach } from '../../../../engine/read/project-reach.ts';
import type { ResultValues } from '../../../../engine/read/told-results.ts';
import { waitedFor } from '../../../../events/wait/waited-for.ts';
import { callerOfDeployment } from '../account/who-calls.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { isGoingOn, type OpenState } from './open-state.ts';
import { PatientWait } from './patient-wait.ts';
import type { RecentRun } from './recent-runs.ts';

export type { GraphOutcome } from '../../../../engine/read/graph-outcome.read.ts';

/** Which run, of which deployment. */
export interface AskedRun {
  readonly deploymentId: string;
  readonly runId: string;
}

/** What is known of a run that has just ended well. */
export interface GivenOutcome extends Pick<GraphOutcome, 'runId' | 'message' | 'values' | 'expiredAt'> {
  readonly state: 'SUCCESS';
}

/** A run that goes on. */
export type OpenOutcome = GraphOutcome & { readonly state: OpenState };

/** How a run stands: as it was looked up, or told. */
export type SeenOutcome = GraphOutcome | GivenOutcome;

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
 * The last one is spared when the report that ended the run well came to this server: what it has given came with the news.
 */
export async function outcomeLater(call: IkomiaCall, asked: AskedRun, { ms, until }: OutcomeWait): Promise<SeenOutcome | null> {
  const { context, req, res } = call;
  const signal = waitedFor(res, context.draining);
  using wake = context.wakes.on(asked.runId);
  const told = await toldRun(call, asked);
  let seen: SeenOutcome | null = told === null ? await outcomeNow(call, asked) : null;
  const { projectId = null } = told ?? seen ?? {};
  const first = told?.state ?? seen?.state ?? null;
  const wait = new PatientWait(wake, signal, { ms, first: until === 'CHANGE' ? first : null });
  let goesOn = told !== null || (seen !== null && isOpen(seen) && !wait.isOver);
  while (goesOn) {
    const values = await wait.forEnd();
    const { actor } = await callerOfDeployment(context.authenticator, req);
    seen = values === null ? await graphOutcome(context.engine, actor, asked) : (await mayRead(context, actor, projectId)) ? givenOutcome(asked, values) : null;
    if (seen !== null) wait.saw(seen.state);
    goesOn = seen !== null && isOpen(seen) && !wait.isOver;
  }
  return seen;
}

/** Whether it goes on. */
export function isOpen(outcome: SeenOutcome): outcome is OpenOutcome {
  return isGoingOn(outcome.state);
}

function givenOutcome({ runId }: AskedRun, values: ResultValues): GivenOutcome {
  return { runId, state: 'SUCCESS', message: '', values, expiredAt: null };
}

/** A run of which the log has just told, within the caller's reach. Throws FORBIDDEN for who may read nothing. */
async function toldRun({ context, caller }: IkomiaCall, { runId, deploymentId }: AskedRun): Promise<RecentRun | null> {
  const heard = context.recent.find(runId);
  if (heard?.deploymentId !== deploymentId || !(await mayRead(context, caller.actor, heard.projectId))) return null;
  // Now, and not before the reach was asked for: what came meanwhile counts.
  return context.recent.find(runId);
}

async function mayRead({ engine }: IkomiaCall['context'], actor: Actor, projectId: string | null): Promise<boolean> {
  const reach = await projectReach(engine.db, actor);
  return reach === null || (projectId !== null && reach.includes(projectId));
}
