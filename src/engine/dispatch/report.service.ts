// Reports: output and ends of attempts, numbered within a session so that repeats are harmless.
import { requireRunner, type Actor } from '../../domain/access.ts';
import type { AttemptRef, ReportAnswer, ReportItem, ReportRequest } from '../../domain/dispatch/protocol.ts';
import { appendLines } from '../../store/write/log-write.store.ts';
import { attemptsForReport, lockReportNumbers, setReported, type ReportedAttempt } from '../../store/write/session.store.ts';
import type { Engine } from '../engine.ts';
import { inTransaction, send, type Work } from '../work.ts';
import { endAttempts } from './ending.service.ts';
import { reportItemsAt } from './dispatch-check.ts';
import { Gathering } from './gathering.ts';
import { sessionIdAt, sessionOverError } from './session.service.ts';

/** A report whose shape has been checked. */
interface ReportCall {
  readonly session: string;
  readonly items: readonly ReportItem[];
}

/** Reports under way at the same time, and reports that one transaction takes at most. */
const REPORT_LIMITS = { width: 2, most: 32, keyOf: (call: ReportCall) => call.session } as const;

const LINES = new WeakMap<Engine, Gathering<ReportCall, ReportAnswer>>();

/** Takes facts in order, once each, up to the first number that is missing. Facts about attempts that are another's now are refused as stale and counted. Errors: FORBIDDEN, INVALID, NOT_FOUND (the session is over). */
export async function report(engine: Engine, actor: Actor, request: ReportRequest): Promise<ReportAnswer> {
  requireRunner(actor);
  const items = reportItemsAt(request.items);
  const session = sessionIdAt(request.session);
  const line = LINES.get(engine) ?? new Gathering((calls: readonly ReportCall[]) => reportTogether(engine, calls), REPORT_LIMITS);
  LINES.set(engine, line);
  return line.call({ session, items });
}

async function reportTogether(engine: Engine, calls: readonly ReportCall[]): Promise<readonly (ReportAnswer | Error)[]> {
  const { value } = await inTransaction(engine, { actorId: null, requestId: null }, async (work) => {
    const ids = [...new Set(calls.flatMap((call) => call.items.map((item) => item.attemptId)))];
    const sessions = calls.map((call) => call.session);
    // Sent together, carried out one after the other: the attempts are read after the sessions are locked.
    const [taken, attempts] = await Promise.all([lockReportNumbers(work.tx, sessions), attemptsForReport(work.tx, sessions, ids)]);
    const reports = calls.map((call) => takenReport(call, { taken: taken.get(call.session), attempts }));
    const facts = reports.flatMap((one) => (one instanceof Error ? [] : one.facts));
    takeLines(work, facts);
    await takeEnds(work, facts);
    return reports.map((one, i) => (one instanceof Error ? one : answer(work, sessions[i]!, one)));
  });
  return value;
}

/** A fact of an attempt that is the session's own. */
interface Fact {
  readonly item: ReportItem;
  readonly attempt: ReportedAttempt;
}

/** What of a report counts: the facts, how many numbers were taken in all, and the attempts that are another's now. */
interface TakenReport {
  readonly facts: readonly Fact[];
  readonly upTo: number;
  readonly isNew: boolean;
  readonly stale: readonly ReportItem[];
}

function takenReport({ session, items }: ReportCall, books: { taken: number | undefined; attempts: readonly ReportedAttempt[] }): TakenReport | Error {
  if (books.taken === undefined) return sessionOverError();
  const fresh = following(items, books.taken);
  const own = new Map(books.attempts.filter((attempt) => attempt.sessionId === session).map((attempt) => [keyOf(attempt), attempt]));
  const facts = fresh.flatMap((item) => { const attempt = own.get(keyOf(item)); return attempt ? [{ item, attempt }] : []; });
  return { facts, upTo: books.taken + fresh.length, isNew: fresh.length > 0, stale: fresh.filter((item) => !own.has(keyOf(item))) };
}

function answer(work: Work, session: string, taken: TakenReport): ReportAnswer {
  const { upTo, stale, isNew } = taken;
  if (isNew) send(setReported(work.tx, session, { upTo, stale: stale.length }));
  return { upTo, stale: [...new Set(stale.map((item) => item.attemptId))] };
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

function takeLines(work: Work, facts: readonly Fact[]): void {
  const batches = new Map<string, { attempt: ReportedAttempt; items: Extract<ReportItem, { type: 'log' }>[] }>();
  for (const { item, attempt } of facts) {
    if (item.type !== 'log') continue;
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

async function takeEnds(work: Work, facts: readonly Fact[]): Promise<void> {
  const finished = facts.flatMap(({ item, attempt }) => (item.type === 'finish' ? [{ end: item.end, attempt }] : []));
  const ends = new Map(finished.map(({ end, attempt }) => [attempt.attemptId, end]));
  const runIds = finished.flatMap(({ attempt }) => attempt.runId ?? []);
  await endAttempts(work, { ids: [...ends.keys()], runIds }, (live) => live.map((one) => ({ live: one, end: ends.get(one.attemptId)! })));
}

function keyOf(ref: AttemptRef): string {
  return `${ref.attemptId}:${ref.epoch}`;
}
