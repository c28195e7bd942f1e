// Beats: a runner renews its lease and learns of orders, of controls and of attempts that are no longer its own.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { BeatAnswer, BeatRef, BeatRequest } from '../../domain/dispatch/protocol.ts';
import { attemptsUnknownToRunner, registersOf, renewLease, tasksOfLiveAttempts } from '../../store/write/session.store.ts';
import type { Engine } from '../engine.ts';
import { emit, inTransaction } from '../work.ts';
import { loseAttempts } from './ending.service.ts';
import { attemptIdsAt } from './dispatch-check.ts';
import { sessionIdAt, sessionOver } from './session.service.ts';

/** Renews the lease by the database's clock, then tells. Errors: FORBIDDEN, INVALID, NOT_FOUND (the session is over). */
export async function beat(engine: Engine, actor: Actor, request: BeatRequest): Promise<BeatAnswer> {
  requireRunner(actor);
  attemptIdsAt(request.attempts);
  const session = sessionIdAt(request.session);
  const { leaseSeconds } = engine.settings;
  await inTransaction(engine, { op: 'beat', actorId: actor.userId, requestId: null }, async (work) => {
    const runner = await renewLease(work.tx, session, { leaseSeconds, state: request.draining ? 'DRAINING' : 'UP' });
    if (!runner) sessionOver();
    if (runner.from === runner.state) return;
    const kind = runner.state === 'DRAINING' ? 'runner.draining' : 'runner.up';
    emit(work, kind, { subjectId: runner.id, data: { state: runner.state, from: runner.from, name: runner.name, kind: runner.kind } });
  });
  await recoverUnknown(engine, request);
  return peekOrders(engine, request);
}

/** What a beat would be told now, without renewing anything. */
export async function peekOrders(engine: Engine, request: { readonly session: string; readonly attempts: readonly BeatRef[] }): Promise<BeatAnswer> {
  const ids = attemptIdsAt(request.attempts);
  const session = sessionIdAt(request.session);
  const rows = await registersOf(engine.db, session);
  const own = new Set(rows.map((row) => row.attemptId));
  const heard = new Map(request.attempts.map(({ attemptId, controlN }) => [attemptId, controlN]));
  return {
    orders: rows.flatMap(({ attemptId, order }) => (order === null ? [] : [{ attemptId, order }])),
    controls: rows.flatMap(({ attemptId, controlN, pause, answer }) => (controlN > (heard.get(attemptId) ?? Infinity) ? [{ attemptId, controlN, pause, answer }] : [])),
    lost: ids.filter((id) => !own.has(id)),
  };
}

/** Ids of the tasks of those attempts that have not ended. */
export function tasksOfAttempts(engine: Engine, attemptIds: readonly string[]): Promise<readonly string[]> {
  return attemptIds.length === 0 ? Promise.resolve([]) : tasksOfLiveAttempts(engine.db, attemptIds);
}

/** Attempts that a runner does not list half a lease after they were claimed never reached it: the answer to its claim was lost. */
async function recoverUnknown(engine: Engine, request: BeatRequest): Promise<void> {
  const ids = request.attempts.map((attempt) => attempt.attemptId);
  const unknown = await attemptsUnknownToRunner(engine.db, request.session, { ids, afterSeconds: engine.settings.leaseSeconds / 2 });
  if (unknown.length > 0) await loseAttempts(engine, unknown, { by: 'HANDED_BACK', message: 'the answer to the claim was lost' });
}
