// What reports are judged by, read in one go under the locks that they need.
import type { ReportItem } from '../../domain/dispatch/protocol.ts';
import { lockRunsOfAttempts } from '../../store/write/ending.store.ts';
import { attemptsForReport, lockReportNumbers, type ReportedAttempt } from '../../store/write/session.store.ts';
import { knownRecords, type KnownRecord } from '../../store/write/step.store.ts';
import type { Work } from '../work.ts';
import { recordKeyOf } from './record-book.ts';

/** A report whose shape has been checked. */
export interface ReportCall {
  readonly session: string;
  readonly items: readonly ReportItem[];
}

/** What reports are judged by. */
export interface Books {
  /** Up to which number the reports of living sessions were taken. */
  readonly taken: ReadonlyMap<string, number>;
  readonly attempts: readonly ReportedAttempt[];
  /** What is on record for the places that items speak of. */
  readonly known: ReadonlyMap<ReportItem, KnownRecord>;
}

/** Sent together, carried out one after the other: everything is read after the sessions are locked; runs are locked before tasks. */
export async function readBooks(work: Work, calls: readonly ReportCall[]): Promise<Books> {
  const items = calls.flatMap((call) => call.items);
  const turning = items.filter((item) => item.type === 'finish' || item.type === 'hold').map((item) => item.attemptId);
  const asked = items.flatMap((item) => { const key = recordKeyOf(item); return key === null ? [] : [{ item, key }]; });
  const sessions = calls.map((call) => call.session);
  const [taken, , attempts, known] = await Promise.all([
    lockReportNumbers(work.tx, sessions),
    lockRunsOfAttempts(work.tx, turning),
    attemptsForReport(work.tx, sessions, [...new Set(items.map((item) => item.attemptId))]),
    knownRecords(work.tx, asked.map(({ key }) => key)),
  ]);
  return { taken, attempts, known: new Map(known.map((record) => [asked[record.n]!.item, record])) };
}
