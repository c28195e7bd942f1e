// Reports of ends and of nothing that goes on: what says whose the attempts are says also all that their ends depend on, so they are read but once.
import { GRAPH_NODE } from '../../../domain/deployment/deployed-definition.ts';
import type { ReportItem } from '../../../domain/dispatch/protocol.ts';
import { lockLiveAttempts, lockUnrecorded, type LiveAttempt } from '../../../store/write/ending.store.ts';
import { lockRunsOfAttempts, tasksBesideAttempts, type RunTask } from '../../../store/write/run-write.store.ts';
import { lockReportNumbers, type ReportedAttempt } from '../../../store/write/session.store.ts';
import { knownRecords, NOTHING_KNOWN, type KnownRecord, type RecordKey } from '../../../store/write/step.store.ts';
import type { Work } from '../../work.ts';
import { OverNodes } from '../graph/over-nodes.ts';
import type { Books, ReportCall } from './report-books.ts';

/** Items with the places that they speak of. */
type Asked = readonly { readonly item: ReportItem; readonly key: RecordKey }[];

/** Whether items are nothing but ends, and the output, the results and the nodes that are over of what ends: what decides an end is known before they are on record. */
export function areEnds(calls: readonly ReportCall[]): boolean {
  const items = calls.flatMap((call) => call.items);
  const ending = endingIn(calls);
  const over = new OverNodes(calls);
  return items.length > 0 && calls.every(hasNoHole) && items.every((item) => ending.has(item.attemptId) && (item.type === 'finish' || item.type === 'result' || item.type === 'log' || over.has(item)));
}

/** Whether all is taken that has not been, so that what one item says holds for the others. */
function hasNoHole({ items }: ReportCall): boolean {
  return items.every(({ n }, i) => n === items[0]!.n + i);
}

function endingIn(calls: readonly ReportCall[]): ReadonlySet<string> {
  return new Set(calls.flatMap(({ items }) => items.flatMap((item) => (item.type === 'finish' ? [item.attemptId] : []))));
}

/** The books for reports of ends; `asked` are their places of records. */
export async function readEnds(work: Work, calls: readonly ReportCall[], asked: Asked): Promise<Books> {
  const ids = [...endingIn(calls)];
  // Only graphs have results. Most of them are told of when they are over and not before: then nothing is on record, and their runs have no other task.
  const given = new Set(calls.flatMap(({ items }) => items.flatMap((item) => (item.type === 'result' ? [item.attemptId] : []))));
  const areGraphs = ids.every((id) => given.has(id));
  const [taken, runs, first, beside] = await Promise.all([
    lockReportNumbers(work.tx, calls.map((call) => call.session)),
    lockRunsOfAttempts(work.tx, ids),
    areGraphs ? lockUnrecorded(work.tx, ids) : null,
    areGraphs ? null : readRecorded(work, ids, asked),
  ]);
  const fresh = first && freshGraphs(first);
  if (fresh) return { taken, attempts: fresh.flatMap(reportedOf), known: new Map(asked.map(({ item }) => [item, NOTHING_KNOWN])), live: fresh, families: { runs, tasks: tasksOf(fresh) } };
  const { tasks, found, known } = beside ?? (await readRecorded(work, ids, asked));
  // Of what is no graph, records change what is open; and those of steps are not under the lock that was waited for, so that what they say is read again,
  // with a snapshot taken after it.
  const isKnown = found.every(({ task: { specKind } }) => specKind === 'graph' || (specKind !== 'steps' && asked.length === 0));
  const over = new OverNodes(calls);
  return { taken, attempts: found.flatMap(reportedOf), known, live: isKnown ? found.map((one) => over.without(one)) : null, families: { runs, tasks } };
}

interface Recorded {
  readonly tasks: readonly RunTask[];
  readonly found: readonly LiveAttempt[];
  readonly known: ReadonlyMap<ReportItem, KnownRecord>;
}

async function readRecorded(work: Work, ids: readonly string[], asked: Asked): Promise<Recorded> {
  const [tasks, found, known] = await Promise.all([tasksBesideAttempts(work.tx, ids), lockLiveAttempts(work.tx, ids), knownRecords(work.tx, asked.map(({ key }) => key))]);
  return { tasks, found, known: new Map(known.map((record) => [asked[record.n]!.item, record])) };
}

/** The attempts, when all are of graphs and nothing of them is on record; null otherwise. */
function freshGraphs(found: readonly (LiveAttempt | null)[]): readonly LiveAttempt[] | null {
  const fresh = found.flatMap((one) => (one?.task.specKind === 'graph' ? [one] : []));
  return fresh.length === found.length ? fresh : null;
}

/** The tasks of the runs of graphs. */
function tasksOf(graphs: readonly LiveAttempt[]): readonly RunTask[] {
  return graphs.flatMap(({ task: { id, runId, status, hold } }) => (runId === null ? [] : [{ id, runId, node: GRAPH_NODE, status, hold }]));
}

/** What a report needs to know of an attempt; nothing when it is no session's, or its task has gone on to another. */
function reportedOf(live: LiveAttempt): readonly ReportedAttempt[] {
  const { attemptId, attemptEpoch: epoch, attemptOrdinal: no, attemptGeneration: generation, sessionId, task } = live;
  return sessionId === null || task.epoch !== epoch ? [] : [{ attemptId, epoch, no, generation, sessionId, task }];
}
