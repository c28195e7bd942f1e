// Reports: output, phases, steps, holds and ends of attempts, numbered within a session so that repeats are harmless.
import { requireRunner, type Actor } from '../../../domain/access.ts';
import type { LoggedEvent } from '../../../domain/event/event.ts';
import type { AttemptRef, ClaimedAttempt, ReportAnswer, ReportItem, ReportRequest } from '../../../domain/dispatch/protocol.ts';
import { confirmReport, isUnconfirmed, setReported, type ReportedAttempt, type ReportedNumber } from '../../../store/write/session.store.ts';
import type { Engine } from '../../engine.ts';
import { toldResults } from '../../read/told-results.ts';
import { inTransaction, send } from '../../work.ts';
import { claimSizeAt } from '../dispatch-check.ts';
import { reportItemsAt } from '../fact-check.ts';
import { Gathering } from '../../gathering.ts';
import { readBooks, type ReportCall } from './report-books.ts';
import { GrantedWishes, wishOf } from './report-claims.ts';
import { takeFacts, type Fact } from './report-facts.ts';
import { resultsOf } from './report-results.ts';
import { ReportMemory, type Guess } from './report-memory.ts';
import { sessionIdAt, sessionOverError } from '../session.service.ts';

/** Reports under way at the same time; reports that one transaction takes at most, and items that several of them have. */
const REPORT_LIMITS = { width: 2, most: 32, weight: { most: 64, of: (call: ReportCall) => call.items.length }, keyOf: (call: ReportCall) => call.session } as const;

const MEMORIES = new WeakMap<Engine, ReportMemory>();
const LINES = new WeakMap<Engine, Gathering<ReportCall, ReportAnswer>>();

/**
 * Takes facts in order, once each, up to the first number that is missing. Facts about attempts that are another's now are refused as stale and counted.
 * A claim beside them is granted at once or not at all, by the same transaction: only to a runner that was given all it asked for a moment ago, and not when
 * what it would be given is locked. Errors: FORBIDDEN, INVALID, NOT_FOUND (the session is over).
 */
export async function report(engine: Engine, actor: Actor, request: ReportRequest): Promise<ReportAnswer> {
  requireRunner(actor);
  const items = reportItemsAt(request.items);
  const session = sessionIdAt(request.session);
  const wish = request.claim ? wishOf(engine, session, claimSizeAt({ ...request.claim, decks: [] }).max) : null;
  const line = LINES.get(engine) ?? new Gathering((calls: readonly ReportCall[]) => reportTogether(engine, calls), REPORT_LIMITS);
  LINES.set(engine, line);
  const answer = await line.call({ session, items, wish });
  return request.claim ? { ...answer, attempts: answer.attempts ?? [] } : answer;
}

async function reportTogether(engine: Engine, calls: readonly ReportCall[]): Promise<readonly (ReportAnswer | Error)[]> {
  const memory = MEMORIES.get(engine) ?? new ReportMemory();
  MEMORIES.set(engine, memory);
  const [first, ...others] = calls.flatMap(({ wish }) => wish ?? []);
  const guess = calls.length === 1 && !first ? memory.guess(calls[0]!) : null;
  const quick = guess && (await takeAtOnce(engine, calls[0]!, { guess, memory }));
  if (quick) return [quick];
  const wishes = first ? new GrantedWishes(engine, [first, ...others]) : null;
  try {
    return await takeTogether(engine, calls, { memory, wishes });
  } catch (error) {
    // Nothing of it was kept: the reports are taken without what was asked for beside them.
    if (!wishes?.isAtFault(error)) throw error;
    return await takeTogether(engine, calls, { memory, wishes: null });
  }
}

/** Writes without reading first, in one flight instead of two; null when the books are not as they were remembered, and then nothing has changed. */
async function takeAtOnce(engine: Engine, { session, items }: ReportCall, { guess, memory }: { readonly guess: Guess; readonly memory: ReportMemory }): Promise<ReportAnswer | null> {
  const { attempt, after, known } = guess;
  const facts = items.map((item) => ({ item, attempt }));
  const upTo = after + items.length;
  try {
    const { value } = await inTransaction(engine, { op: 'report', actorId: null, requestId: null }, async (work) => {
      send(confirmReport(work.tx, session, { after, attemptId: attempt.attemptId }));
      const records = await takeFacts(work, facts, { known, live: null, families: null });
      send(setReported(work.tx, [{ session, upTo, stale: 0 }]));
      return records;
    });
    memory.learn(session, facts, { upTo, records: value, known });
    return { upTo, stale: [] };
  } catch (error) {
    memory.forget(session);
    if (!isUnconfirmed(error)) throw error;
    return null;
  }
}

async function takeTogether(engine: Engine, calls: readonly ReportCall[], { memory, wishes }: { readonly memory: ReportMemory; readonly wishes: GrantedWishes | null }): Promise<readonly (ReportAnswer | Error)[]> {
  let results: ReturnType<typeof resultsOf> = new Map();
  const committed = (events: readonly LoggedEvent[]): void => toldResults(engine.db).tell(results, events);
  const { value } = await inTransaction(engine, { op: 'report', actorId: null, requestId: null, committed }, async (work) => {
    const sessions = calls.map((call) => call.session);
    wishes?.lock(work);
    const { taken, attempts, known, live, families } = await readBooks(work, calls);
    const reports = calls.map((call) => takenReport(call, { taken: taken.get(call.session), attempts }));
    const facts = reports.flatMap((one) => (one instanceof Error ? [] : one.facts));
    const records = await takeFacts(work, facts, { known, live, families });
    results = resultsOf(facts);
    send(setReported(work.tx, reports.flatMap((one, i) => (one instanceof Error ? [] : numberOf(sessions[i]!, one)))));
    return { reports, records, known, given: (await wishes?.take(work)) ?? null };
  });
  const { reports, records, known, given } = value;
  if (given) wishes?.learn(given);
  for (const [i, one] of reports.entries()) if (!(one instanceof Error)) memory.learn(calls[i]!.session, one.facts, { upTo: one.upTo, records, known });
  return reports.map((one, i) => (one instanceof Error ? one : answerOf(one, given?.get(calls[i]!.session))));
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

/** What changes in the numbering of a session: nothing by a report that only repeats. */
function numberOf(session: string, { upTo, stale, isNew }: TakenReport): readonly ReportedNumber[] {
  return isNew ? [{ session, upTo, stale: stale.length }] : [];
}

function answerOf({ upTo, stale }: TakenReport, attempts: readonly ClaimedAttempt[] | undefined): ReportAnswer {
  return { upTo, stale: [...new Set(stale.map((item) => item.attemptId))], ...(attempts ? { attempts } : {}) };
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

function keyOf(ref: AttemptRef): string {
  return `${ref.attemptId}:${ref.epoch}`;
}
