// Claims: a runner takes work from its queues, in the order it prefers them.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import { claimItems, type ClaimOrder, type ClaimRow } from '../../store/write/claim.store.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import type { SessionRunner } from '../../store/write/session.store.ts';
import type { Engine } from '../engine.ts';
import { advanceRuns } from '../run/run-advance.ts';
import { inTransaction, type Work } from '../work.ts';
import { claimSizeAt } from './dispatch-check.ts';
import { Gathering } from './gathering.ts';
import { livingRunner } from './session.service.ts';

/** Takes up to `max` items at once, without waiting. A draining runner gets nothing. Errors: FORBIDDEN, INVALID, NOT_FOUND (the session is over). */
export async function claim(engine: Engine, actor: Actor, request: { readonly session: string; readonly max: number }): Promise<readonly ClaimedAttempt[]> {
  requireRunner(actor);
  const max = claimSizeAt(request.max);
  const runner = await livingRunner(engine.db, request.session);
  if (runner.state !== 'UP') return [];
  const attempts: ClaimedAttempt[] = [];
  for (const queueId of runner.queueIds) {
    if (attempts.length >= max) break;
    attempts.push(...(await claimFrom(engine, queueId, { runner, session: request.session, max: max - attempts.length })));
  }
  return attempts;
}

/** Ids of the queues that a session's runner takes work from, in its order; queues that do not exist yet are left out. Errors: NOT_FOUND. */
export async function queuesOfSession(engine: Engine, session: string): Promise<readonly string[]> {
  return (await livingRunner(engine.db, session)).queueIds;
}

/** What one caller wants of one queue. */
interface ClaimCall {
  readonly runner: SessionRunner;
  readonly session: string;
  readonly max: number;
}

/** Claims under way for one queue at the same time, and calls that one of them serves at most. */
const CLAIM_LIMITS = { width: 2, most: 32 } as const;

type ClaimLine = Gathering<ClaimCall, readonly ClaimedAttempt[]>;
const LINES = new WeakMap<Engine, Map<string, ClaimLine>>();

function claimFrom(engine: Engine, queueId: string, call: ClaimCall): Promise<readonly ClaimedAttempt[]> {
  const lines = LINES.get(engine) ?? new Map<string, ClaimLine>();
  LINES.set(engine, lines);
  const { kinds } = call.runner;
  const name = `${queueId} ${kinds.join(' ')}`;
  const line = lines.get(name) ?? new Gathering((calls: readonly ClaimCall[]) => claimTogether(engine, { queueId, kinds }, calls), CLAIM_LIMITS);
  lines.set(name, line);
  return line.call(call);
}

async function claimTogether(engine: Engine, of: Pick<ClaimOrder, 'queueId' | 'kinds'>, calls: readonly ClaimCall[]): Promise<readonly (readonly ClaimedAttempt[])[]> {
  const owners = inTurn(calls.map((call) => call.max));
  const places = owners.map((owner) => ({ runnerId: calls[owner]!.runner.id, sessionId: calls[owner]!.session, attemptId: engine.newId(), phaseId: engine.newId() }));
  const { value } = await inTransaction(engine, { actorId: null, requestId: null }, async (work) => {
    const rows = await claimUnderLock(work, { ...of, places });
    work.appended.push(...rows.map((row) => row.event));
    await advanceRuns(work, rows.flatMap((row) => row.runId ?? []));
    return rows;
  });
  return calls.map((_call, i) => value.filter((row) => owners[row.place] === i).map(({ event: _event, place: _place, ...attempt }) => attempt));
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
