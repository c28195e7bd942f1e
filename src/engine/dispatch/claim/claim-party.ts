// Several callers' claims of the same items: one statement takes for all of them, and what it took is dealt out.
import { statusOnceBegun } from '../../../domain/run/begun-status.ts';
import type { ClaimedAttempt } from '../../../domain/dispatch/protocol.ts';
import { claimItems, type ClaimOrder, type ClaimRow } from '../../../store/write/claim.store.ts';
import { confirmClaimers, type ClaimingRunner } from '../../../store/write/session.store.ts';
import type { Engine } from '../../engine.ts';
import { advanceRuns, tellStatuses, type RunChange } from '../../run/run-advance.ts';
import { send, type Work } from '../../work.ts';

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

/** Which items: of one queue, for one deck or for none, and those that come before it. */
export type ClaimPlaces = Pick<ClaimOrder, 'queueId' | 'deck' | 'earlier'>;

/** Calls to be served together. */
export interface ClaimParty {
  readonly order: ClaimOrder;
  readonly calls: readonly ClaimCall[];
  /** For each place of the order, whose it is: an index of the calls. */
  readonly owners: readonly number[];
}

/** The calls, each with as many places as it asks for. */
export function partyOf(engine: Engine, of: Omit<ClaimOrder, 'places'>, calls: readonly ClaimCall[]): ClaimParty {
  const owners = inTurn(calls.map((call) => call.max));
  const places = owners.map((owner) => ({ runnerId: calls[owner]!.runner.id, sessionId: calls[owner]!.session, attemptId: engine.newId(), phaseId: engine.newId() }));
  return { order: { ...of, places }, calls, owners };
}

/** Confirms the callers that were not read, and takes; hold the lock of the queue. Rejects, see isUnconfirmed, when one of them is another now. */
export function takeFor(work: Work, { order, calls }: ClaimParty): Promise<readonly ClaimRow[]> {
  const remembered = calls.filter((call) => call.isRemembered);
  const isUnlimited = order.deck === null && remembered.length === calls.length && calls.every(({ runner }) => runner.ownQueues.some(({ id, isLimited }) => id === order.queueId && !isLimited));
  if (remembered.length > 0) send(confirmClaimers(work.tx, { claimers: remembered.map(({ runner, session }) => ({ runnerId: runner.id, session })), unlimitedId: isUnlimited ? order.queueId : null }));
  return claimItems(work.tx, { ...order, isUnlimited });
}

/** Tells of what was taken. Of a run whose status does not follow from what began the other tasks are read. */
export async function begin(work: Work, rows: readonly ClaimRow[]): Promise<void> {
  work.appended.push(...rows.map((row) => row.event));
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

/** What each of the callers is told. */
export function sharesOf({ calls, owners }: ClaimParty, rows: readonly ClaimRow[]): readonly (readonly ClaimedAttempt[])[] {
  return calls.map((_call, i) => rows.filter((row) => owners[row.place] === i).map(attemptOf));
}

/** What a runner is told. */
export function attemptOf({ event: _event, place: _place, hold: _hold, runStatus: _runStatus, ...attempt }: ClaimRow): ClaimedAttempt {
  return attempt;
}

/** Who gets which place: everybody one, then everybody another, until each has what it asked for. */
function inTurn(wants: readonly number[]): readonly number[] {
  const rounds = Math.max(0, ...wants);
  return Array.from({ length: rounds }, (_, round) => wants.flatMap((want, owner) => (want > round ? [owner] : []))).flat();
}
