// What reports are judged by, read in one go under the locks that they need.
import type { ReportItem } from '../../../domain/dispatch/protocol.ts';
import type { LiveAttempt } from '../../../store/write/ending.store.ts';
import { lockRunsOfAttempts, tasksBesideAttempts } from '../../../store/write/run-write.store.ts';
import { attemptsForReport, lockReportNumbers, type ReportedAttempt } from '../../../store/write/session.store.ts';
import { knownRecords, type KnownRecord } from '../../../store/write/step.store.ts';
import type { Work } from '../../work.ts';
import type { Families } from '../ending.service.ts';
import { areEnds, readEnds } from './end-books.ts';
import type { ClaimWish } from './report-claims.ts';
import { recordKeyOf } from './record-book.ts';

/** A report whose shape has been checked. */
export interface ReportCall {
  readonly session: string;
  readonly items: readonly ReportItem[];
  /** What its runner wants to be given beside it. */
  readonly wish: ClaimWish | null;
}

/** What reports are judged by. */
export interface Books {
  /** Up to which number the reports of living sessions were taken. */
  readonly taken: ReadonlyMap<string, number>;
  readonly attempts: readonly ReportedAttempt[];
  /** What is on record for the places that items speak of. */
  readonly known: ReadonlyMap<ReportItem, KnownRecord>;
  /** The attempts with all that their end depends on; null when these reports may change some of that before it is decided. */
  readonly live: readonly LiveAttempt[] | null;
  /** The runs that ends may change, under lock; null when these reports may change more of them than ends do. */
  readonly families: Families | null;
}

/** Sent together, carried out one after the other: everything is read after the sessions are locked; runs are locked before tasks. */
export async function readBooks(work: Work, calls: readonly ReportCall[]): Promise<Books> {
  const items = calls.flatMap((call) => call.items);
  const turning = items.filter((item) => item.type === 'finish' || item.type === 'hold').map((item) => item.attemptId);
  const asked = items.flatMap((item) => { const key = recordKeyOf(item); return key === null ? [] : [{ item, key }]; });
  const sessions = calls.map((call) => call.session);
  if (areEnds(calls)) return readEnds(work, calls, asked);
  const [taken, runs, tasks, attempts, known] = await Promise.all([
    lockReportNumbers(work.tx, sessions),
    lockRunsOfAttempts(work.tx, turning),
    tasksBesideAttempts(work.tx, turning),
    attemptsForReport(work.tx, sessions, [...new Set(items.map((item) => item.attemptId))]),
    knownRecords(work.tx, asked.map(({ key }) => key)),
  ]);
  const families = items.some((item) => item.type === 'hold') ? null : { runs, tasks };
  return { taken, attempts, known: new Map(known.map((record) => [asked[record.n]!.item, record])), live: null, families };
}
