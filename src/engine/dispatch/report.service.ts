// Reports: output and ends of attempts, numbered within a session so that repeats are harmless.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { AttemptRef, ReportAnswer, ReportItem, ReportRequest } from '../../domain/dispatch/protocol.ts';
import { appendLines } from '../../store/write/log-write.store.ts';
import { attemptsForReport, lockReportNumber, setReported, type ReportedAttempt } from '../../store/write/session.store.ts';
import type { Engine } from '../engine.ts';
import { inTransaction, send, type Work } from '../work.ts';
import { endAttempts } from './ending.service.ts';
import { reportItemsAt } from './dispatch-check.ts';
import { sessionIdAt, sessionOver } from './session.service.ts';

/** Takes facts in order, once each, up to the first number that is missing. Facts about attempts that are another's now are refused as stale and counted. Errors: FORBIDDEN, INVALID, NOT_FOUND (the session is over). */
export async function report(engine: Engine, actor: Actor, request: ReportRequest): Promise<ReportAnswer> {
  requireRunner(actor);
  const items = reportItemsAt(request.items);
  const session = sessionIdAt(request.session);
  const { value } = await inTransaction(engine, { actorId: null, requestId: null }, async (work) => {
    // Sent together, carried out one after the other: the attempts are read after the session is locked.
    const [taken, own] = await Promise.all([lockReportNumber(work.tx, session), ownAttempts(work, session, items)]);
    if (taken === undefined) sessionOver();
    const fresh = following(items, taken);
    takeLines(work, fresh, own);
    await takeEnds(work, fresh, own);
    const stale = fresh.filter((item) => !own.has(keyOf(item)));
    const upTo = taken + fresh.length;
    if (fresh.length > 0) send(setReported(work.tx, session, { upTo, stale: stale.length }));
    return { upTo, stale: [...new Set(stale.map((item) => item.attemptId))] };
  });
  return value;
}

/** The items that come next, one number after the other: at a hole the rest waits, or what fills it would count as a repeat and be lost. */
function following(items: readonly ReportItem[], taken: number): readonly ReportItem[] {
  const fresh: ReportItem[] = [];
  for (const item of items) {
    const next = taken + fresh.length + 1;
    if (item.n > next) break;
    if (item.n === next) fresh.push(item);
  }
  return fresh;
}

/** The attempts of the items that are live and still this session's, by id and epoch. */
async function ownAttempts(work: Work, session: string, items: readonly ReportItem[]): Promise<ReadonlyMap<string, ReportedAttempt>> {
  const ids = [...new Set(items.map((item) => item.attemptId))];
  const attempts = ids.length === 0 ? [] : await attemptsForReport(work.tx, session, ids);
  return new Map(attempts.map((attempt) => [keyOf(attempt), attempt]));
}

function takeLines(work: Work, items: readonly ReportItem[], own: ReadonlyMap<string, ReportedAttempt>): void {
  const batches = new Map<string, { attempt: ReportedAttempt; items: Extract<ReportItem, { type: 'log' }>[] }>();
  for (const item of items) {
    const attempt = own.get(keyOf(item));
    if (item.type !== 'log' || !attempt) continue;
    const batch = batches.get(attempt.attemptId) ?? { attempt, items: [] };
    batch.items.push(item);
    batches.set(attempt.attemptId, batch);
  }
  // In the order of the tasks' ids: two reports never wait for each other's streams.
  for (const { attempt, items: logs } of [...batches.values()].sort((a, b) => (a.attempt.taskId < b.attempt.taskId ? -1 : 1))) {
    const lines = logs.flatMap((log) => log.lines);
    const dropped = logs.reduce((sum, log) => sum + log.dropped, 0);
    send(appendLines(work.tx, { taskId: attempt.taskId, generation: attempt.generation, attemptNo: attempt.no, lines, dropped }));
    work.logged.add(attempt.taskId);
  }
}

async function takeEnds(work: Work, items: readonly ReportItem[], own: ReadonlyMap<string, ReportedAttempt>): Promise<void> {
  const ends = new Map(items.flatMap((item) => (item.type === 'finish' && own.has(keyOf(item)) ? [[item.attemptId, item.end] as const] : [])));
  const runIds = items.flatMap((item) => (ends.has(item.attemptId) ? (own.get(keyOf(item))?.runId ?? []) : []));
  await endAttempts(work, { ids: [...ends.keys()], runIds }, (live) => live.map((one) => ({ live: one, end: ends.get(one.attemptId)! })));
}

function keyOf(ref: AttemptRef): string {
  return `${ref.attemptId}:${ref.epoch}`;
}
