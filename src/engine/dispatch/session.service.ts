// Sessions of runners: opening one ends the older one of the same name.
import { requireRunner, type Actor } from '../../domain/access.ts';
import { DISPATCH_PROTOCOL, type SessionAnswer, type SessionRequest } from '../../domain/dispatch/protocol.ts';
import { DomainError } from '../../domain/errors.ts';
import { isUuid } from '../../domain/uuid.ts';
import type { Connection } from '../../store/database.ts';
import { lockRunnerByName, openSessionRow, runnerBySession, type ClaimingRunner } from '../../store/write/session.store.ts';
import { forgetAlgorithms } from '../deployment/algorithm/algorithm-memory.ts';
import type { Engine } from '../engine.ts';
import { emit, inTransaction } from '../work.ts';
import { requireNoConflict } from '../deployment/algorithm/algorithm-registration.ts';
import { registerDecks } from './deck-registration.ts';
import { sessionRequestAt } from './dispatch-check.ts';

/**
 * Opens a session. The runner's older session is over at once; what it still had is put back by the next sweep.
 * Errors: FORBIDDEN, INVALID (also when another living runner offers a deck of the same name, or another algorithm of the same name).
 */
export async function openSession(engine: Engine, actor: Actor, asked: SessionRequest): Promise<SessionAnswer> {
  requireRunner(actor);
  const request = sessionRequestAt(asked);
  const { leaseSeconds, beatSeconds } = engine.settings;
  const { value } = await inTransaction(engine, { op: 'session', actorId: actor.userId, requestId: null }, async (work) => {
    const known = await lockRunnerByName(work.tx, request.name);
    const session = { runnerId: known?.id ?? engine.newId(), sessionId: engine.newId(), userId: actor.userId, leaseSeconds, request };
    await requireNoConflict(work, session.runnerId, request.algorithms ?? []);
    await openSessionRow(work.tx, session);
    const data = { state: 'UP', from: known?.state ?? null, name: request.name, kind: request.kind, sessionId: session.sessionId, slots: request.slots };
    emit(work, 'runner.up', { subjectId: session.runnerId, data });
    await registerDecks(work, session.runnerId, request.decks);
    return session;
  });
  forgetAlgorithms(engine.db);
  return { protocol: DISPATCH_PROTOCOL, runnerId: value.runnerId, session: value.sessionId, leaseSeconds, beatSeconds };
}

/** The runner of a living session; throws NOT_FOUND when it is over or never was. */
export async function livingRunner(conn: Connection, session: string): Promise<ClaimingRunner> {
  return (await runnerBySession(conn, sessionIdAt(session))) ?? sessionOver();
}

/** The id of a session; what is no id at all is over like one that never was. */
export function sessionIdAt(session: string): string {
  return typeof session === 'string' && isUuid(session) ? session : sessionOver();
}

/** Throws the error that makes a runner end its processes and open a new session. */
export function sessionOver(): never {
  throw sessionOverError();
}

/** That error. */
export function sessionOverError(): DomainError {
  return new DomainError('NOT_FOUND', 'this session is over: end its processes and open a new one');
}
