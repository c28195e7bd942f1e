// What reports are judged by, read in one go under the locks that they need.
import { GRAPH_NODE } from '../../../domain/deployment/deployed-definition.ts';
import type { ReportItem } from '../../../domain/dispatch/protocol.ts';
import { lockLiveAttempts, lockLiveGraphs, type LiveAttempt } from '../../../store/write/ending.store.ts';
import { lockRunsOfAttempts, tasksBesideAttempts, type RunTask } from '../../../store/write/run-write.store.ts';
import { attemptsForReport, lockReportNumbers, type ReportedAttempt } from '../../../store/write/session.store.ts';
import { knownRecords, type KnownRecord, type RecordKey } from '../../../store/write/step.store.ts';
import type { Work } from '../../work.ts';
import type { Families } from '../ending.service.ts';
import { OverNodes } from '../graph/over-nodes.ts';
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
  const over = new OverNodes(calls);
  if (calls.every(hasNoHole) && areEnds(items, over)) return readEnds(work, { sessions, items, ids: [...new Set(turning)], asked, over });
  const [taken, runs, tasks, attempts, known] = await Promise.all([
    lockReportNumbers(work.tx, sessions),
    lockRunsOfAttempts(work.tx, turning),
    tasksBesideAttempts(work.tx, turning),
    attemptsForReport(work.tx, sessions, [...new Set(items.map((item) => item.attemptId))]),
    knownRecords(work.tx, asked.map(({ key }) => key)),
  ]);
  const families = items.some((item) => item.type === 'hold') ? null : { runs, tasks };
  return { taken, attempts, known: recordsOf(asked, known), live: null, families };
}

/** Items with the places that they speak of. */
type Asked = readonly { readonly item: ReportItem; readonly key: RecordKey }[];

function recordsOf(asked: Asked, known: readonly KnownRecord[]): ReadonlyMap<ReportItem, KnownRecord> {
  return new Map(known.map((record) => [asked[record.n]!.item, record]));
}

/** Whether all is taken that has not been, so that what one item says holds for the others. */
function hasNoHole({ items }: ReportCall): boolean {
  return items.every(({ n }, i) => n === items[0]!.n + i);
}

/** Whether items are nothing but ends, and the output, the results and the nodes that are over of what ends: what decides an end is known before they are on record. */
function areEnds(items: readonly ReportItem[], over: OverNodes): boolean {
  const ending = new Set(items.flatMap((item) => (item.type === 'finish' ? [item.attemptId] : [])));
  return items.length > 0 && items.every((item) => ending.has(item.attemptId) && (item.type === 'finish' || item.type === 'result' || item.type === 'log' || over.has(item)));
}

/** Reports of ends: what says whose the attempts are says also all that their ends depend on, so it is read but once. */
async function readEnds(work: Work, of: { readonly sessions: readonly string[]; readonly items: readonly ReportItem[]; readonly ids: readonly string[]; readonly asked: Asked; readonly over: OverNodes }): Promise<Books> {
  const { sessions, items, ids, asked, over } = of;
  // Only graphs have results, and a run with a graph has no other task.
  const given = new Set(items.flatMap((item) => (item.type === 'result' ? [item.attemptId] : [])));
  const areGraphs = ids.every((id) => given.has(id));
  const [taken, runs, beside, found, known] = await Promise.all([
    lockReportNumbers(work.tx, sessions),
    lockRunsOfAttempts(work.tx, ids),
    areGraphs ? null : tasksBesideAttempts(work.tx, ids),
    (areGraphs ? lockLiveGraphs : lockLiveAttempts)(work.tx, ids),
    knownRecords(work.tx, asked.map(({ key }) => key)),
  ]);
  const tasks = beside ?? tasksOfGraphs(found);
  // Of what is no graph, records are not yet known as they will be; and those of steps are not under the lock that was waited for, so that what they say
  // is read again, with a snapshot taken after it.
  const isKnown = found.every(({ task: { specKind } }) => specKind === 'graph' || (specKind !== 'steps' && asked.length === 0 && !areGraphs));
  return { taken, attempts: found.flatMap(reportedOf), known: recordsOf(asked, known), live: isKnown ? found.map((one) => over.without(one)) : null, families: tasks && { runs, tasks } };
}

/** The tasks of the runs of graphs; null when one of the attempts is at something else, whatever was reported of it. */
function tasksOfGraphs(found: readonly LiveAttempt[]): readonly RunTask[] | null {
  if (found.some(({ task }) => task.specKind !== 'graph')) return null;
  return found.flatMap(({ task: { id, runId, status, hold } }) => (runId === null ? [] : [{ id, runId, node: GRAPH_NODE, status, hold }]));
}

/** What a report needs to know of an attempt; nothing when it is no session's, or its task has gone on to another. */
function reportedOf(live: LiveAttempt): readonly ReportedAttempt[] {
  const { attemptId, attemptEpoch: epoch, attemptOrdinal: no, attemptGeneration: generation, sessionId, task } = live;
  return sessionId === null || task.epoch !== epoch ? [] : [{ attemptId, epoch, no, generation, sessionId, task }];
}
