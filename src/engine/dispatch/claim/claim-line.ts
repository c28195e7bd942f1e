// Lines of claims: calls for the same items that come while one is under way are carried out together by the next.
import type { ClaimedAttempt } from '../../../domain/dispatch/protocol.ts';
import { statusOnceBegun } from '../../../domain/run/begun-status.ts';
import { claimItems, type ClaimOrder, type ClaimRow } from '../../../store/write/claim.store.ts';
import { lockQueueShared } from '../../../store/write/queue-write.store.ts';
import { confirmClaimers, type ClaimingRunner } from '../../../store/write/session.store.ts';
import type { Engine } from '../../engine.ts';
import { advanceRuns, tellStatuses, type RunChange } from '../../run/run-advance.ts';
import { inTransaction, send, type Work } from '../../work.ts';
import { Gathering } from '../gathering.ts';

/** Who asks. */
export interface Caller {
  readonly runner: ClaimingRunner;
  readonly session: string;
  /** The runner was not read for this call: its claim must confirm it. @default false */
  readonly isRemembered?: boolean;
}

/** What one caller wants of one queue. */
export interface ClaimCall extends Caller {
  readonly max: number;
}

/** Claims under way for one queue at the same time; calls that one of them serves at most, and items that several of them take. */
const CLAIM_LIMITS = { width: 2, most: 32, weight: { most: 64, of: (call: ClaimCall) => call.max } } as const;

type ClaimLine = Gathering<ClaimCall, readonly ClaimedAttempt[]>;
/** Which items: of one queue, for one deck or for none. */
export type ClaimPlaces = Pick<ClaimOrder, 'queueId' | 'deck'>;
const LINES = new WeakMap<Engine, Map<string, ClaimLine>>();

/** Takes items for one caller. */
export function claimFrom(engine: Engine, of: ClaimPlaces, call: ClaimCall): Promise<readonly ClaimedAttempt[]> {
  const lines = LINES.get(engine) ?? new Map<string, ClaimLine>();
  LINES.set(engine, lines);
  const { kinds } = call.runner;
  const name = `${of.queueId} ${of.deck?.id ?? ''} ${kinds.join(' ')}`;
  const line = lines.get(name) ?? new Gathering((calls: readonly ClaimCall[]) => claimTogether(engine, { ...of, kinds }, calls), CLAIM_LIMITS);
  lines.set(name, line);
  return line.call(call);
}

async function claimTogether(engine: Engine, of: Omit<ClaimOrder, 'places'>, calls: readonly ClaimCall[]): Promise<readonly (readonly ClaimedAttempt[])[]> {
  const owners = inTurn(calls.map((call) => call.max));
  const places = owners.map((owner) => ({ runnerId: calls[owner]!.runner.id, sessionId: calls[owner]!.session, attemptId: engine.newId(), phaseId: engine.newId() }));
  const remembered = calls.filter((call) => call.isRemembered);
  const rows = await inClaim(engine, (work) => {
    if (remembered.length > 0) send(confirmClaimers(work.tx, remembered.map(({ runner, session }) => ({ runnerId: runner.id, session }))));
    return claimUnderLock(work, { ...of, places });
  });
  return calls.map((_call, i) => rows.filter((row) => owners[row.place] === i).map(attemptOf));
}

/** Takes rows in one transaction, and advances the runs that they belong to. */
export async function inClaim(engine: Engine, take: (work: Work) => Promise<readonly ClaimRow[]>): Promise<readonly ClaimRow[]> {
  const { value } = await inTransaction(engine, { op: 'claim', actorId: null, requestId: null }, async (work) => {
    const rows = await take(work);
    work.appended.push(...rows.map((row) => row.event));
    await begin(work, rows);
    return rows;
  });
  return value;
}

/** Runs of which tasks have begun; of those whose status does not follow from that alone the other tasks are read. */
async function begin(work: Work, rows: readonly ClaimRow[]): Promise<void> {
  const changes: RunChange[] = [];
  const unknown: string[] = [];
  for (const [id, begun] of Map.groupBy(rows, (row) => row.runId)) {
    if (id === null) continue;
    const { runStatus: status, event: { projectId } } = begun[0]!;
    const now = statusOnceBegun(begun.map(({ hold }) => hold));
    if (status === null || now === null || projectId === null) unknown.push(id);
    else changes.push({ id, projectId, status, now });
  }
  tellStatuses(work, changes);
  await advanceRuns(work, unknown);
}

/** What the runner is told. */
export function attemptOf({ event: _event, place: _place, hold: _hold, runStatus: _runStatus, ...attempt }: ClaimRow): ClaimedAttempt {
  return attempt;
}

/** Who gets which place: everybody one, then everybody another, until each has what it asked for. */
function inTurn(wants: readonly number[]): readonly number[] {
  const rounds = Math.max(0, ...wants);
  return Array.from({ length: rounds }, (_, round) => wants.flatMap((want, owner) => (want > round ? [owner] : []))).flat();
}

async function claimUnderLock(work: Work, order: ClaimOrder): Promise<readonly ClaimRow[]> {
  // Sent together: the claim's snapshot is taken after the lock is held, because the server runs them one after the other.
  const [, rows] = await Promise.all([lockQueueShared(work.tx, order.queueId), claimItems(work.tx, order)]);
  return rows;
}
