// The report of a graph's end: whatever was told before and however it is divided, rows and events are the same.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientClassOf, type Tapped, WireTap } from '../../bench/wire-tap.ts';
import type { ClaimedAttempt, PhaseFact, ReportItem } from '../../src/domain/dispatch/protocol.ts';
import { expectContent } from '../engine/engine-bench.ts';
import { DATA, DeploymentGround } from './deployment-ground.ts';

/** Round trips of a report of a graph that nobody was told of before: the books, and what is written with the commit. */
const ROUND_TRIPS = 2;

let ground: DeploymentGround;
beforeAll(async () => {
  ground = await DeploymentGround.open();
  await ground.deploy({ name: 'first' });
});
afterAll(async () => {
  await expectContent(ground.bench);
  await ground[Symbol.asyncDispose]();
});

async function begun(): Promise<ClaimedAttempt> {
  await ground.runOf('first');
  return ground.runner.take();
}

type Fact = { readonly type: 'phase' } & PhaseFact;

function phase(index: number, state: PhaseFact['state']): Fact {
  return { type: 'phase', section: 'node', index, state };
}

function step(index: number, state: 'RUNNING' | 'SUCCEEDED'): object {
  return { type: 'step', section: 'node', index, path: '0', sample: 0, try: 1, kind: 'call', method: 'test_invert', state };
}

function items({ attemptId, epoch }: ClaimedAttempt, facts: readonly object[]): readonly ReportItem[] {
  return facts.map((fact) => ({ n: ++ground.runner.n, attemptId, epoch, ...fact }) as ReportItem);
}

const END = { type: 'finish', end: { by: 'DONE' } };
const RESULT = { type: 'result', values: [DATA] };

/** Records and events of an attempt, without what names them. */
async function left({ taskId }: ClaimedAttempt): Promise<object> {
  const phases = await ground.bench.sql('SELECT index, state, ended_at IS NOT NULL AS over FROM phase WHERE task_id = $1 ORDER BY index', [taskId]);
  const steps = await ground.bench.sql('SELECT path, try, state, ended_at IS NOT NULL AS over FROM step WHERE task_id = $1 ORDER BY ord', [taskId]);
  const task = await ground.bench.taskRow(taskId);
  const events = await ground.bench.sql<{ kind: string; data: Record<string, Record<string, unknown>> }>('SELECT kind, data FROM event WHERE task_id = $1 ORDER BY seq', [taskId]);
  const told = events.map(({ kind, data }) => `${kind} ${String(data.phase?.index ?? data.step?.index ?? '')} ${String(data.phase?.state ?? data.step?.state ?? data.status ?? '')}`);
  const run = await ground.bench.one('SELECT run.status, run.started_at IS NOT NULL AS begun, run.ended_at IS NOT NULL AS over FROM run JOIN task ON task.run_id = run.id WHERE task.id = $1', [taskId]);
  return { phases, steps, task, told, run };
}

test('all at once leaves what the same facts leave one by one', async () => {
  const facts = [phase(0, 'SUCCEEDED'), step(0, 'SUCCEEDED'), phase(1, 'SUCCEEDED'), step(1, 'SUCCEEDED'), RESULT, END];
  const [one, many] = [await begun(), await begun()];
  await ground.runner.report(items(one, facts));
  for (const item of items(many, facts)) await ground.runner.report([item]);
  expect(await left(one)).toEqual(await left(many));
  expect(await left(one)).toMatchObject({ run: { status: 'SUCCEEDED', begun: true, over: true }, task: { status: 'completed' }, phases: [{ index: 0, state: 'SUCCEEDED' }, { index: 1, state: 'SUCCEEDED' }] });
});

test('of nodes that were told live, those that it says are over are told of as they ended and the others as stopped with their runs', async () => {
  const attempt = await begun();
  await ground.runner.report(items(attempt, [phase(0, 'RUNNING'), step(0, 'RUNNING'), phase(1, 'RUNNING'), step(1, 'RUNNING')]));
  await ground.runner.report(items(attempt, [phase(0, 'SUCCEEDED'), step(0, 'SUCCEEDED'), { type: 'finish', end: { by: 'FAILED', message: 'the other node' } }]));
  expect(await left(attempt)).toMatchObject({
    phases: [{ index: 0, state: 'SUCCEEDED', over: true }, { index: 1, state: 'FAILED', over: true }], steps: [{ state: 'SUCCEEDED', over: true }, { state: 'UNKNOWN', over: true }],
    told: expect.arrayContaining(['task.phase 0 SUCCEEDED', 'task.step 1 UNKNOWN', 'task.phase 1 FAILED']) as string[],
  });
});

test('what stands behind a hole in the numbers does not count for the end before it', async () => {
  const attempt = await begun();
  await ground.runner.report(items(attempt, [phase(0, 'RUNNING'), step(0, 'RUNNING')]));
  const [result, end, ...late] = items(attempt, [RESULT, END, phase(0, 'SUCCEEDED'), step(0, 'SUCCEEDED')]);
  const taken = await ground.runner.report([result!, end!, ...late.map((item) => ({ ...item, n: item.n + 1 }))]);
  expect(taken.upTo).toBe(end!.n);
  ground.runner.n = taken.upTo;
  expect(await left(attempt)).toMatchObject({ told: expect.arrayContaining(['task.step 0 UNKNOWN', 'task.phase 0 SUCCEEDED', 'task.ended  completed']) as string[], steps: [{ state: 'UNKNOWN', over: true }] });
});

test('of a graph that nobody was told of before takes two round trips, and reads the attempt once', async () => {
  using tap = new WireTap([await clientClassOf(ground.engine.db.pool)]);
  const tapped = async (): Promise<Tapped> => {
    const attempt = await begun();
    tap.take();
    await ground.runner.report(items(attempt, [phase(0, 'SUCCEEDED'), step(0, 'SUCCEEDED'), RESULT, END]));
    return tap.take();
  };
  await tapped();
  const { roundTrips, statements } = await tapped();
  expect(roundTrips).toBe(ROUND_TRIPS);
  expect(statements.filter(({ text }) => text.includes('FROM attempt')).map(({ name }) => name)).toEqual(['lock-runs-of-attempts', 'lock-live-unrecorded']);
});
