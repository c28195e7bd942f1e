// I4: replaying the log rebuilds the lifecycle columns of every row.
import type { Replay } from '../../../src/domain/event/replay.ts';
import { rollUp } from '../../../src/domain/run/roll-up.ts';
import { hasEnded } from '../../../src/domain/task/status.ts';
import type { Sight } from '../oracle.ts';
import { judged, notJudged, type Check, type Finding } from '../oracle-report.ts';
import type { OracleRows, TaskFact } from '../oracle-rows.ts';

const NAME = 'the log rebuilds the rows, and the status of a run is the fold of its tasks';

/** Lifecycle columns by noun and id, once as the rows have them and once as the log tells them. */
type Books = ReadonlyMap<string, { readonly [column: string]: unknown }>;

/** Compares column by column, in both directions. */
export function logRebuildsRows({ rows, told }: Sight): Check {
  if (told === null) return notJudged('I4', NAME, `the whole log, which begins after ${rows.floor}`);
  return judged('I4', NAME, (finding) => {
    const [have, want] = [booksOfRows(rows), booksOfLog(told)];
    for (const [name, columns] of have) compare(name, { columns, told: want.get(name) }, finding);
    for (const name of want.keys()) if (!have.has(name)) finding.found(`${name} is in the log and has no row`);
    foldRuns(rows, finding);
  });
}

function compare(name: string, row: { columns: { readonly [column: string]: unknown }; told: { readonly [column: string]: unknown } | undefined }, finding: Finding): void {
  finding.count();
  if (!row.told) return finding.found(`${name} has a row and is not in the log`);
  for (const [column, value] of Object.entries(row.columns)) {
    const told = row.told[column];
    if (told !== value) finding.found(`${column} of ${name} is ${String(value)}, the log says ${String(told)}`);
  }
}

function booksOfRows(rows: OracleRows): Books {
  const queueOf = new Map(rows.items.map((item) => [item.taskId, item.queueId]));
  const liveOf = new Map(rows.attempts.filter((attempt) => attempt.state !== 'ENDED').map((attempt) => [attempt.taskId, attempt.id]));
  const deleted = new Set(rows.tasks.filter((task) => task.deleted).map((task) => task.id));
  const phasesOf = Map.groupBy(rows.phases, (phase) => phase.taskId);
  const stepsOf = Map.groupBy(rows.steps, (step) => step.taskId);
  const phases = (task: TaskFact) => listed((phasesOf.get(task.id) ?? []).map(({ key, state }) => [key, state] as const));
  const steps = (task: TaskFact) => listed((stepsOf.get(task.id) ?? []).map(({ key, state }) => [key, state] as const));
  return new Map<string, { readonly [column: string]: unknown }>([
    ...rows.tasks.filter((task) => !task.deleted).map((task) => [
      `task ${task.id}`,
      { runId: task.runId, status: task.status, generation: task.generation, epoch: task.epoch, attemptNo: task.attemptNo, hold: task.hold, holdN: task.holdN, order: orderText(task.orderVerb, task.orderAfter, task.orderCleanup),
        queueId: queueOf.get(task.id) ?? null, liveAttemptId: liveOf.get(task.id) ?? null, phases: phases(task), steps: steps(task) },
    ] as const),
    ...rows.attempts.filter(({ taskId }) => !deleted.has(taskId)).map(({ id, taskId, no, state, outcome }) => [`attempt ${id}`, { taskId, no, state, outcome }] as const),
    ...rows.runs.map(({ id, status, deactivated, enqueued, paused }) => [`run ${id}`, { status, deactivated, enqueued, paused }] as const),
    ...rows.queues.map(({ id, state, maxRunning }) => [`queue ${id}`, { state, maxRunning }] as const),
    ...rows.items.filter((item) => item.taskId === null).map(({ id, queueId, priority, rank }) => [`barrier ${id}`, { queueId, priority, rank }] as const),
    ...rows.decks.map(({ id, sha, runnerId }) => [`deck ${id}`, { sha, runnerId }] as const),
    ...rows.files.map(({ id, ...file }) => [`file ${id}`, file] as const),
    ...rows.deployments.map(({ id, ...deployment }) => [`deployment ${id}`, deployment] as const),
    ...rows.runners.map(({ id, state, sessionId }) => [`runner ${id}`, { state, sessionId }] as const),
  ]);
}

function booksOfLog(told: Replay): Books {
  return new Map<string, { readonly [column: string]: unknown }>([
    ...[...told.tasks].map(([id, task]) => [`task ${id}`, { ...task, order: task.order && orderText(task.order.verb, task.order.after, task.order.cleanup), phases: listed([...task.phases]), steps: listed([...task.steps]) }] as const),
    ...[...told.attempts].map(([id, attempt]) => [`attempt ${id}`, { ...attempt }] as const),
    ...[...told.runs].map(([id, run]) => [`run ${id}`, { ...run }] as const),
    ...[...told.queues].map(([id, queue]) => [`queue ${id}`, { ...queue }] as const),
    ...[...told.barriers].map(([id, barrier]) => [`barrier ${id}`, { ...barrier }] as const),
    ...[...told.decks].map(([id, deck]) => [`deck ${id}`, { ...deck }] as const),
    ...[...told.files].map(([id, file]) => [`file ${id}`, { ...file }] as const),
    ...[...told.deployments].map(([id, deployment]) => [`deployment ${id}`, { ...deployment }] as const),
    ...[...told.runners].map(([id, runner]) => [`runner ${id}`, { ...runner }] as const),
  ]);
}

function orderText(verb: string | null, after: string | null, cleanup: string | null): string | null {
  return verb && `${verb} after ${after ?? 'nothing'} with cleanup ${cleanup ?? 'RUN'}`;
}

function listed(phases: readonly (readonly [string, string])[]): string {
  return phases.map(([key, state]) => `${key} ${state}`).sort().join(', ');
}

function foldRuns(rows: OracleRows, finding: Finding): void {
  const tasksOf = Map.groupBy(rows.tasks, (task) => task.runId);
  for (const run of rows.runs) {
    const tasks = (tasksOf.get(run.id) ?? []).map(({ node, status, hold, deleted }) => ({ node: node!, status: deleted && !hasEnded(status) ? ('stopped' as const) : status, hold }));
    const { status } = rollUp(run.definition, tasks);
    finding.count();
    if (status !== run.status) finding.found(`run ${run.id} is ${run.status}, its tasks fold to ${status}`);
  }
}
