// Claims: a runner takes work from its queues, in the order it prefers them.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import { claimItems, type ClaimRow } from '../../store/write/claim.store.ts';
import { lockQueueShared } from '../../store/write/queue-write.store.ts';
import type { SessionRunner } from '../../store/write/session.store.ts';
import type { Engine } from '../engine.ts';
import { advanceRuns } from '../run/run-advance.ts';
import { inTransaction, type Work } from '../work.ts';
import { claimSizeAt } from './dispatch-check.ts';
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

async function claimFrom(engine: Engine, queueId: string, by: { runner: SessionRunner; session: string; max: number }): Promise<readonly ClaimedAttempt[]> {
  const { value } = await inTransaction(engine, { actorId: null, requestId: null }, async (work) => {
    const rows = await claimUnderLock(work, queueId, by);
    work.appended.push(...rows.map((row) => row.event));
    await advanceRuns(work, rows.flatMap((row) => row.runId ?? []));
    return rows.map(({ event: _event, ...attempt }) => attempt);
  });
  return value;
}

async function claimUnderLock(work: Work, queueId: string, by: { runner: SessionRunner; session: string; max: number }): Promise<readonly ClaimRow[]> {
  const ids = () => Array.from({ length: by.max }, () => work.engine.newId());
  // Sent together: the claim's snapshot is taken after the lock is held, because the server runs them one after the other.
  const locked = lockQueueShared(work.tx, queueId);
  const claimed = claimItems(work.tx, {
    queueId, kinds: by.runner.kinds, max: by.max, runnerId: by.runner.id, sessionId: by.session, attemptIds: ids(), phaseIds: ids(),
  });
  const [, rows] = await Promise.all([locked, claimed]);
  return rows;
}
