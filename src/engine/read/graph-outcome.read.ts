// How a run of a deployment stands, for those who wait for its result.
import type { Actor } from '../../domain/access.ts';
import { runEta, type RunEta } from '../../domain/graph/wire/run-eta.ts';
import { failureText, wireState, type WireState } from '../../domain/graph/wire/wire-state.ts';
import { isUuid } from '../../domain/uuid.ts';
import type { Connection, Database } from '../../store/database.ts';
import { lastingOf } from '../../store/lasting-connection.ts';
import { graphRunRows, runTimes, type GraphRunRow, type RunTime } from '../../store/read/deployment/graph-outcome.store.ts';
import { Gathering } from '../gathering.ts';
import type { Engine } from '../engine.ts';
import { send } from '../work.ts';
import { projectReach } from './project-reach.ts';

/** Which run, of which deployment. */
export interface GraphRunRef {
  readonly runId: string;
  readonly deploymentId: string;
}

/** How it stands. A run that has succeeded without `values` has none any more: `expiredAt` says since when. */
export interface GraphOutcome extends Pick<GraphRunRow, 'runId' | 'taskId' | 'projectId' | 'status' | 'queuedAt' | 'startedAt' | 'endedAt' | 'message' | 'values'> {
  readonly state: WireState;
  readonly expiredAt: Date | null;
  readonly eta: RunEta;
}

/** Runs that an estimate looks at: the newest that have succeeded. */
const ETA_RUNS = 20;

/** Milliseconds for which what is known of earlier runs is taken to be the same; and of how many deployments it is remembered. */
export const ETA_MEMORY_MS = 5_000;
export const MAX_REMEMBERED_TIMES = 1_000;

/** Looks under way at the same time, and runs of one at most, of which each has 256 KiB of values at most: of those who wait many are woken by the same commit. */
const LOOK_LIMITS = { width: 2, most: 32 } as const;

/** How a run stands; null for what is no run of this deployment or is hidden from the caller, whatever the text. Mostly one round trip, together with others who ask in this moment. Throws FORBIDDEN for who may read nothing. */
export async function graphOutcome(engine: Engine, actor: Actor, of: GraphRunRef): Promise<GraphOutcome | null> {
  const reach = await projectReach(engine.db, actor);
  const row = isUuid(of.runId) ? await looksOf(engine.db).call(of) : undefined;
  if (row === undefined || (reach !== null && !reach.includes(row.projectId))) return null;
  const { sinceQueued, sinceStarted, expiresAt, isExpired, deploymentId, ...rest } = row;
  const state = wireState(row.status);
  const message = row.status === 'FAILED' || row.status === 'STOPPED' ? failureText(row.status, row.message) : '';
  return { ...rest, message, state, expiredAt: isExpired ? expiresAt : null, eta: await etaFor(engine.db, { deploymentId, state, sinceQueued, sinceStarted }) };
}

type Looks = Gathering<GraphRunRef, GraphRunRow | undefined>;

const LOOKS = new WeakMap<Connection, Looks>();

/** The line of looks at a database. */
function looksOf({ lasting }: Database): Looks {
  const line = LOOKS.get(lasting) ?? new Gathering((runs: readonly GraphRunRef[]) => lookAt(lasting, runs), LOOK_LIMITS);
  LOOKS.set(lasting, line);
  return line;
}

/** In a transaction for its settings: a statement by itself is planned anew again and again while its tables grow, which takes longer than the look. */
async function lookAt(db: Database, runs: readonly GraphRunRef[]): Promise<readonly (GraphRunRow | undefined)[]> {
  const read = await db.transaction(async (tx) => {
    const rows = graphRunRows(tx, runs);
    send(rows);
    // Not waited for: the commit leaves together with it.
    return { rows };
  });
  return read.rows;
}

async function etaFor(db: Connection, run: { readonly deploymentId: string; readonly state: WireState; readonly sinceQueued: number; readonly sinceStarted: number | null }): Promise<RunEta> {
  if (run.state === 'SUCCESS' || run.state === 'FAILURE') return [0, 0];
  const times = await timesOf(db, run.deploymentId);
  return run.sinceStarted === null ? runEta(times.map(({ total }) => total), run.sinceQueued) : runEta(times.map(({ work }) => work), run.sinceStarted);
}

interface Remembered {
  readonly readAt: number;
  readonly times: Promise<readonly RunTime[]>;
}

const MEMORIES = new WeakMap<Connection, Map<string, Remembered>>();

/** How long the last runs took; asked once for all who wait. */
function timesOf(db: Connection, deploymentId: string): Promise<readonly RunTime[]> {
  const lasting = lastingOf(db);
  const memory = MEMORIES.get(lasting) ?? new Map<string, Remembered>();
  MEMORIES.set(lasting, memory);
  const known = memory.get(deploymentId);
  if (known && performance.now() - known.readAt <= ETA_MEMORY_MS) return known.times;
  const fresh: Remembered = { readAt: performance.now(), times: runTimes(lasting, deploymentId, ETA_RUNS) };
  memory.delete(deploymentId);
  memory.set(deploymentId, fresh);
  fresh.times.catch(() => { if (memory.get(deploymentId) === fresh) memory.delete(deploymentId); });
  const [oldest] = memory.keys();
  if (memory.size > MAX_REMEMBERED_TIMES && oldest !== undefined) memory.delete(oldest);
  return fresh.times;
}
