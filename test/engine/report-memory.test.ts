// Reports that are written without reading first: whatever has changed meanwhile, the records are those of the long way.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClaimedAttempt, ReportItem } from '../../src/domain/dispatch/protocol.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { forceTask } from '../../src/engine/task/force-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { benchDeck, BenchRunner } from './bench-runner.ts';
import { acceptedId, EngineBench, expectContent } from './engine-bench.ts';

const STEPS = 12;
const DONE = { by: 'DONE' } as const;

let bench: EngineBench;
let runner: BenchRunner;

beforeEach(async () => {
  bench = await EngineBench.open();
  runner = await bench.runner('lab', { decks: [benchDeck()] });
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** Statements that a piece of work sends to the database. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const { db } = bench.engine;
  const transaction = db.transaction.bind(db);
  db.transaction = (body) => transaction((tx) => body({ query: (statement, values) => (names.push(statement.name), tx.query(statement, values)) }));
  await work();
  db.transaction = transaction;
  return names;
}

/** An iteration of its own for each step, as a runner reports them: the end of one with the beginning of the next. */
function iterations(attempt: ClaimedAttempt, by: BenchRunner): ReportItem[][] {
  const reports: ReportItem[][] = [[]];
  for (let index = 0; index < STEPS; index++) {
    reports.at(-1)!.push(by.phaseItem(attempt, { section: 'main', index, state: 'RUNNING', parameters: [{}] }), by.stepItem(attempt, { index, path: '0', state: 'RUNNING' }));
    reports.push([by.stepItem(attempt, { index, path: '0', state: 'SUCCEEDED', output: index }), by.phaseItem(attempt, { section: 'main', index, state: 'SUCCEEDED', outputs: [{ index }] })]);
  }
  reports.at(-1)!.push(by.finishItem(attempt, DONE));
  return reports;
}

function records(taskId: string): Promise<{ text: string }[]> {
  return bench.sql(`SELECT concat_ws(' ', phase.index, phase.state, phase.outputs, path, try, step.state, step.output, superseded) AS text FROM step JOIN phase ON phase.id = phase_id WHERE step.task_id = $1 ORDER BY ord`, [taskId]);
}

const WHOLE = Array.from({ length: STEPS }, (_, index) => ({ text: `${index} SUCCEEDED [{"index": ${index}}] 0 1 SUCCEEDED ${index} f` }));

test('steps that are reported one after the other are written without a look at the books, but for the first and the last', async () => {
  const taskId = await bench.stepsTask();
  const reports = iterations(await runner.take('bench'), runner);
  const looks: boolean[] = [];
  for (const items of reports) looks.push((await statementsOf(() => runner.report(items))).includes('known-records'));
  expect(looks).toEqual(reports.map((_, i) => i === 0 || i === reports.length - 1));
  expect(await records(taskId)).toEqual(WHOLE);
});

test.each([2, 3, 5])('%i servers that take the reports of one session in turn put each on record once, repeats included', async (servers) => {
  const taskId = await bench.stepsTask();
  const engines: Engine[] = [bench.engine, ...Array.from({ length: servers - 1 }, () => ({ ...bench.engine }))];
  const replicas = engines.map((engine) => new BenchRunner(engine, 'lab', runner.session));
  const reports = iterations(await runner.take('bench'), runner);
  for (const [i, items] of reports.entries()) {
    expect((await replicas[i % servers]!.report(items)).upTo).toBe(items.at(-1)!.n);
    // Its answer was lost: the same report comes again, to whichever server.
    if (i % 3 === 0 && i < reports.length - 1) expect((await replicas[(i * 7 + 1) % servers]!.report(items)).upTo).toBe(items.at(-1)!.n);
  }
  expect(await records(taskId)).toEqual(WHOLE);
});

test('after a retry from a step the new tries stand beside those that count no more, phase by phase', async () => {
  const taskId = await bench.stepsTask();
  const first = iterations(await runner.take('bench'), runner);
  for (const items of first) await runner.report(items);
  const { id } = await bench.one<{ id: string }>(`SELECT step.id FROM step JOIN phase ON phase.id = phase_id WHERE step.task_id = $1 AND phase.index = 1`, [taskId]);
  acceptedId(await retryTask(bench.engine, bench.as(), { taskId, from: 'STEP', stepId: id }));
  const again = await runner.take('bench');
  const rest = iterations(again, runner).map((items) => items.filter((item) => item.type === 'finish' || ('index' in item && item.index > 0)));
  let n = runner.n - rest.flat().length - 2 * 2;
  for (const items of rest) if (items.length > 0) await runner.report(items.map((item) => ({ ...item, n: ++n })));
  const texts = (await records(taskId)).map(({ text }) => text);
  expect(texts.slice(STEPS)).toEqual(WHOLE.slice(1).map(({ text }) => text.replace(' 0 1 SUCC', ' 0 2 SUCC')));
  expect(texts.slice(0, STEPS).filter((text) => text.endsWith(' t'))).toHaveLength(STEPS - 1);
});

test('a runner that says a step or a phase twice changes nothing by it, neither the records nor the log', async () => {
  const taskId = await bench.stepsTask();
  const attempt = await runner.take('bench');
  const step = (state: 'RUNNING' | 'SUCCEEDED' | 'FAILED'): ReportItem => runner.stepItem(attempt, { path: '0', state });
  const phase = (state: 'RUNNING' | 'SUCCEEDED'): ReportItem => runner.phaseItem(attempt, { section: 'main', index: 0, state });
  await runner.report([phase('RUNNING'), step('RUNNING'), step('SUCCEEDED'), step('RUNNING')]);
  await runner.report([step('FAILED')]);
  await runner.report([phase('SUCCEEDED'), step('SUCCEEDED')]);
  await runner.report([phase('SUCCEEDED')]);
  expect((await bench.kinds(taskId)).filter((kind) => kind === 'task.step' || kind === 'task.phase')).toEqual(['task.phase', 'task.step', 'task.step', 'task.phase']);
  expect(await bench.sql('SELECT state FROM step WHERE task_id = $1', [taskId])).toEqual([{ state: 'SUCCEEDED' }]);
});

test('steps that leave nothing but their end are written at once, too', async () => {
  const taskId = await bench.stepsTask();
  const attempt = await runner.take('bench');
  await runner.phase(attempt, { section: 'main', index: 0, state: 'RUNNING' });
  const comment = (path: string): ReportItem => runner.stepItem(attempt, { path, kind: 'comment', method: 'comment', state: 'SUCCEEDED' });
  expect(await statementsOf(() => runner.report([comment('0'), comment('1')]))).not.toContain('known-records');
  expect(await bench.sql('SELECT path, state FROM step WHERE task_id = $1 ORDER BY ord', [taskId])).toEqual([{ path: '0', state: 'SUCCEEDED' }, { path: '1', state: 'SUCCEEDED' }]);
});

test('a task that was taken away from its runner by force gets nothing more on record', async () => {
  const taskId = await bench.stepsTask();
  const attempt = await runner.take('bench');
  const reports = iterations(attempt, runner);
  for (const items of reports.slice(0, 5)) await runner.report(items);
  acceptedId(await forceTask(bench.engine, bench.as(), { taskId }));
  const before = await records(taskId);
  for (const items of reports.slice(5)) expect((await runner.report(items)).stale).toEqual([attempt.attemptId]);
  expect(await records(taskId)).toEqual(before);
});
