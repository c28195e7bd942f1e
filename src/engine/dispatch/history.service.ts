// Histories: what earlier attempts of a task's generation have done, for the runner that goes on from there.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { HistoryAnswer, HistoryRequest } from '../../domain/dispatch/protocol.ts';
import { DomainError } from '../../domain/errors.ts';
import { readPastPhases, readPastSteps } from '../../store/read/step/step-history.store.ts';
import { attemptOfSession } from '../../store/write/session.store.ts';
import type { Engine } from '../engine.ts';
import { afterAt, refAt } from './dispatch-check.ts';
import { livingRunner } from './session.service.ts';

/**
 * One page of the records that count, in the order of their making; phases come with the first. Errors: FORBIDDEN, INVALID (also
 * when the attempt is not the session's any more), NOT_FOUND (the session is over).
 */
export async function history(engine: Engine, actor: Actor, request: HistoryRequest): Promise<HistoryAnswer> {
  requireRunner(actor);
  const { attemptId, epoch } = refAt(request, []);
  const after = afterAt(request.after);
  await livingRunner(engine.db, request.session);
  const attempt = await attemptOfSession(engine.db, request.session, attemptId);
  if (attempt?.epoch !== epoch) throw new DomainError('INVALID', `attemptId: attempt ${attemptId} is not this session's any more: end it, and report nothing of it`, { path: ['attemptId'] });
  const [phases, page] = await Promise.all([after === 0 ? readPastPhases(engine.db, attempt) : [], readPastSteps(engine.db, { ...attempt, after })]);
  return { phases, ...page };
}
