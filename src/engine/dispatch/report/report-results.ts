// Results of graphs, as reports bring them: written in the transaction of the report, for the attempt that holds the task.
import { attemptPath } from '../../../domain/deployment/graph-file.ts';
import type { ReportItem } from '../../../domain/dispatch/protocol.ts';
import { invalid } from '../../../domain/input/check.ts';
import type { LiveAttempt } from '../../../store/write/ending.store.ts';
import { keepResultFiles, putGraphResults, type ResultFile } from '../../../store/write/deployment/graph-result.store.ts';
import { send, type Work } from '../../work.ts';
import type { Fact } from './report-facts.ts';

type ResultItem = Extract<ReportItem, { type: 'result' }>;

/**
 * Writes results, in the order of the tasks' ids; of two of one task the later counts. What is known of the attempts spares a wait: only for files, and for a
 * task that may be of another kind, the database must have answered. Throws INVALID for files that the attempt has not stored, and for tasks that are no graphs.
 */
export async function takeResults(work: Work, facts: readonly Fact[], known: readonly LiveAttempt[] | null): Promise<void> {
  const results = new Map(facts.flatMap(({ item, attempt }) => (item.type === 'result' ? [[attempt.task.id, { item, attempt }] as const] : [])));
  if (results.size === 0) return;
  const sorted = [...results.values()].sort((a, b) => (a.attempt.task.id < b.attempt.task.id ? -1 : 1));
  const graphs = new Set(known?.flatMap(({ task }) => (task.specKind === 'graph' ? [task.id] : [])));
  // Sent together, and before anything that the caller sends after this: nothing is waited for between two results.
  const written = putGraphResults(work.tx, sorted.map(({ item, attempt }) => ({ taskId: attempt.task.id, generation: attempt.generation, values: item.values })));
  send(written);
  const missing = await Promise.all(sorted.map(({ item, attempt }) => missingFiles(work, item, { taskId: attempt.task.id, attemptId: attempt.attemptId })));
  for (const [i, { attempt: { attemptId, task } }] of sorted.entries()) {
    if (!graphs.has(task.id) && !(await written).has(task.id)) invalid(['items', 'type'], `attempt ${attemptId} is of no graph: only graphs have results`);
    if (missing[i]! > 0) invalid(['items', 'values'], `${missing[i]} of the files of the result are not what the attempt ${attemptId} has stored: store them by POST /dispatch/file, and name their id, sha256 and size as answered`);
  }
}

/** The results among facts by their runs, as `takeResults` writes them. */
export function resultsOf(facts: readonly Fact[]): ReadonlyMap<string, ResultItem['values']> {
  return new Map(facts.flatMap(({ item, attempt: { task: { runId } } }) => (item.type === 'result' && runId !== null ? [[runId, item.values] as const] : [])));
}

async function missingFiles(work: Work, { values }: ResultItem, of: { readonly taskId: string; readonly attemptId: string }): Promise<number> {
  const files = [...new Map(values.flatMap(({ body }): [string, ResultFile][] => ('file' in body ? [[`${body.file} ${body.sha256} ${body.size}`, { id: body.file, sha256: body.sha256, size: body.size }]] : []))).values()];
  if (files.length === 0) return 0;
  return files.length - (await keepResultFiles(work.tx, { taskId: of.taskId, path: attemptPath(of.attemptId) }, files));
}
