// The facts of reports: output is appended, phases, steps and holds are put on record, ends are decided.
import type { ReportItem } from '../../../domain/dispatch/protocol.ts';
import { appendLines } from '../../../store/write/log-write.store.ts';
import type { ReportedAttempt } from '../../../store/write/session.store.ts';
import { advanceRuns } from '../../run/run-advance.ts';
import { send, type Work } from '../../work.ts';
import { endAttempts } from '../ending.service.ts';
import { RecordBook } from './record-book.ts';
import type { Books } from './report-books.ts';
import { HoldBook } from './report-holds.ts';
import { takeResults } from './report-results.ts';

/** A fact of an attempt that is the session's own. */
export interface Fact {
  readonly item: ReportItem;
  readonly attempt: ReportedAttempt;
}

/** Takes facts in the order in which they were reported; gives back what it has written of phases and steps. Throws INVALID for what contradicts the records. */
export async function takeFacts(work: Work, facts: readonly Fact[], { known, live, families }: Pick<Books, 'known' | 'live' | 'families'>): Promise<RecordBook> {
  takeLines(work, facts);
  const records = new RecordBook(work);
  const held = takeRecords(work, facts, { known, records });
  // The locks of the ends travel with the results: a round trip less for each run.
  const results = takeResults(work, facts, live);
  send(results);
  await takeEnds(work, facts, { live, families });
  await results;
  await advanceRuns(work, held);
  return records;
}

/** Phases, steps and holds. Gives back the runs of what came to stand still. */
function takeRecords(work: Work, facts: readonly Fact[], { known, records }: Pick<Books, 'known'> & { readonly records: RecordBook }): readonly string[] {
  const holds = new HoldBook(work);
  for (const { item, attempt } of facts) {
    if (item.type === 'phase') records.takePhase({ item, attempt, known: known.get(item)! });
    else if (item.type === 'step') records.takeStep({ item, attempt, known: known.get(item)! });
    else if (item.type === 'hold') holds.take({ item, attempt, known: known.get(item) ?? null }, records);
  }
  records.write();
  return holds.runIds;
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
  for (const { attempt, items: logs } of [...batches.values()].sort((a, b) => (a.attempt.task.id < b.attempt.task.id ? -1 : 1))) {
    const lines = logs.flatMap((log) => log.lines);
    const dropped = logs.reduce((sum, log) => sum + log.dropped, 0);
    send(appendLines(work.tx, { taskId: attempt.task.id, generation: attempt.generation, attemptNo: attempt.no, lines, dropped }));
    work.logged.add(attempt.task.id);
  }
}

async function takeEnds(work: Work, facts: readonly Fact[], { live: known, families }: Pick<Books, 'live' | 'families'>): Promise<void> {
  const finished = facts.flatMap(({ item, attempt }) => (item.type === 'finish' ? [{ end: item.end, attempt }] : []));
  const ends = new Map(finished.map(({ end, attempt }) => [attempt.attemptId, end]));
  const runIds = finished.flatMap(({ attempt }) => attempt.task.runId ?? []);
  await endAttempts(work, { ids: [...ends.keys()], runIds, families, live: known?.filter((one) => ends.has(one.attemptId)) ?? null }, (live) => live.map((one) => ({ live: one, end: ends.get(one.attemptId)! })));
}
