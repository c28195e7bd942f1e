// Retries by a person's will: from what failed, from a step, from the start; with changes; as a dry run. And clones.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { createQueue, drainQueue } from '../../src/engine/queue/queue.service.ts';
import { BOTH, STEPS, openLab, registers, startRun, type LabRunner } from './control-bench.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let lab: LabRunner;
let s: string;
let w: string;
let queueId: string;

beforeEach(async () => {
  bench = await EngineBench.open();
  queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'both', accepts: ['command', 'steps'] }));
  lab = await openLab(bench, 'lab-runner', ['both']);
  const { tasks } = await startRun(bench, BOTH, { queueId });
  [s, w] = [tasks['s']!, tasks['w']!];
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** Two iterations done, the first step of the third failed, the cleanup ran, the task failed. */
async function failed(): Promise<void> {
  await lab.takeSteps();
  await lab.iteration(0);
  await lab.iteration(1);
  await lab.begin('main', 2);
  await lab.step({ index: 2, path: '0' }, 'FAILED');
  await lab.end('main', 2, 'FAILED');
  await lab.begin('cleanup');
  await lab.step({ section: 'cleanup', path: '0' }, 'SUCCEEDED');
  await lab.end('cleanup');
  await lab.finish({ by: 'FAILED', message: 'pump.dose failed' });
}

interface RecordRow {
  readonly place: string;
  readonly state: string;
  readonly superseded: boolean;
  readonly id: string;
}

function records(): Promise<RecordRow[]> {
  return bench.sql(`SELECT phase.section || ' ' || phase.index || ' ' || step.path AS place, step.state, step.superseded, step.id FROM step JOIN phase ON phase.id = step.phase_id ORDER BY step.ord`);
}

async function phases(): Promise<Record<string, string>> {
  const rows = await bench.sql<{ place: string; state: string }>(`SELECT section || ' ' || index AS place, state FROM phase WHERE task_id = $1 AND generation = 1`, [s]);
  return Object.fromEntries(rows.map((row) => [row.place, row.state]));
}

const live = (rows: readonly RecordRow[]) => rows.filter((row) => !row.superseded).map((row) => row.place);

describe('retry of a steps task', () => {
  test('from what failed keeps every step that succeeded, but not the cleanup', async () => {
    await failed();
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s }));
    expect(live(await records())).toEqual(['main 0 0', 'main 0 1', 'main 1 0', 'main 1 1', 'main 2 0']);
    expect(await phases()).toEqual({ 'main 0': 'SUCCEEDED', 'main 1': 'SUCCEEDED', 'main 2': 'FAILED', 'cleanup 0': 'STOPPED' });
    expect(await lab.takeSteps()).toMatchObject({ taskId: s, generation: 1, attemptNo: 2, resumes: true, held: null });
  });

  test('from a step sets aside what was done from it on, in its phase and in those after it', async () => {
    await failed();
    const stepId = (await records())[1]!.id;
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP', stepId }));
    expect(live(await records())).toEqual(['main 0 0']);
    expect(await phases()).toEqual({ 'main 0': 'STOPPED', 'main 1': 'STOPPED', 'main 2': 'STOPPED', 'cleanup 0': 'STOPPED' });
    expect(await bench.sql(`SELECT data->'phase'->>'state' AS state, data->'phase'->>'section' AS section, (data->'phase'->>'index')::int AS index FROM event WHERE kind = 'task.phase' ORDER BY seq DESC LIMIT 4`)).toEqual([
      { state: 'STOPPED', section: 'cleanup', index: 0 }, { state: 'STOPPED', section: 'main', index: 2 }, { state: 'STOPPED', section: 'main', index: 1 }, { state: 'STOPPED', section: 'main', index: 0 },
    ]);
    await expect(retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP', stepId })).resolves.toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
  });

  test('from a step that an earlier retry has set aside is refused, as is one of another generation or task', async () => {
    await failed();
    const [, second, third] = (await records()).map((row) => row.id);
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP', stepId: second! }));
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: s }));
    for (const stepId of [second!, third!]) await expect(retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP', stepId })).rejects.toMatchObject({ code: 'INVALID', path: ['stepId'] });
    for (const stepId of [uuidv7(), 'no id']) await expect(retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP', stepId })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['stepId'] });
    await expect(retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP' })).rejects.toMatchObject({ code: 'INVALID', path: ['stepId'] });
    await expect(retryTask(bench.engine, bench.as(), { taskId: s, stepId: second! })).rejects.toMatchObject({ code: 'INVALID', path: ['stepId'] });
  });

  test('from the start is a next generation in which nothing was done, and the records stay', async () => {
    await failed();
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s, from: 'START' }));
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', generation: 2 });
    expect(live(await records())).toHaveLength(6);
    expect(await bench.kinds(s)).toEqual(expect.arrayContaining(['task.reset', 'task.enqueued']));
    expect(await lab.takeSteps()).toMatchObject({ generation: 2, resumes: false });
  });

  test('of a task that completed begins anew, because nothing of it failed', async () => {
    await lab.takeSteps();
    await lab.iteration(0);
    await lab.finish();
    expect(await retryTask(bench.engine, bench.as(), { taskId: s, from: 'FAILED' })).toMatchObject({ result: 'REFUSED', code: 'NOTHING_FAILED' });
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', generation: 2 });
  });

  test('of a completed task from a step stays in its generation', async () => {
    await lab.takeSteps();
    await lab.iteration(0);
    await lab.finish();
    const [, second] = await records();
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s, from: 'STEP', stepId: second!.id }));
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', generation: 1 });
    expect(await lab.takeSteps()).toMatchObject({ generation: 1, resumes: true });
    expect(live(await records())).toEqual(['main 0 0']);
  });
});

describe('a dry run', () => {
  test('tells what would be kept and repeated, and writes nothing', async () => {
    await failed();
    const before = await bench.sql('SELECT * FROM task ORDER BY id');
    const seq = await bench.one('SELECT max(seq) AS seq FROM event');
    const [, second] = await records();
    const plan = (input: object) => retryTask(bench.engine, bench.as(), { taskId: s, dryRun: true, ...input });
    expect(await plan({})).toMatchObject({ result: 'ACCEPTED', seq: null, message: expect.stringContaining('keep 4 steps and repeat 2 steps'), detail: { from: 'FAILED', generation: 1, kept: 4, repeated: 2 } });
    expect(await plan({ from: 'STEP', stepId: second!.id })).toMatchObject({ detail: { from: 'STEP', generation: 1, kept: 1, repeated: 5 } });
    expect(await plan({ from: 'START' })).toMatchObject({ detail: { from: 'START', generation: 2, kept: 0, repeated: 6 } });
    expect(await bench.sql('SELECT * FROM task ORDER BY id')).toEqual(before);
    expect(await bench.one('SELECT max(seq) AS seq FROM event')).toEqual(seq);
    expect(await bench.sql('SELECT 1 FROM step WHERE superseded')).toEqual([]);
  });

  test('is refused as the retry would be', async () => {
    expect(await retryTask(bench.engine, bench.as(), { taskId: s, dryRun: true })).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
    await failed();
    await drainQueue(bench.engine, bench.as(), { queueId });
    expect(await retryTask(bench.engine, bench.as(), { taskId: s, dryRun: true })).toMatchObject({ result: 'REFUSED', code: 'QUEUE_CLOSED' });
  });
});

describe('overrides', () => {
  test('change a command for its next attempt', async () => {
    const [attempt] = await lab.takeCommands();
    await lab.finish({ by: 'EXIT', exitCode: 1 }, attempt);
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: w, overrides: { args: ['-v'], env: { DEBUG: '1' } } }));
    const [next] = await lab.takeCommands();
    expect(next).toMatchObject({ taskId: w, attemptNo: 2, spec: { binary: 'true', args: ['-v'], env: { DEBUG: '1' } } });
  });

  test('are checked before anything is written, each with its path', async () => {
    const [attempt] = await lab.takeCommands();
    await lab.finish({ by: 'EXIT', exitCode: 1 }, attempt);
    const wrong: readonly [unknown, readonly string[]][] = [
      [{ args: 'text' }, ['overrides', 'args']], [{ env: ['a'] }, ['overrides', 'env']], [{ env: { 'no name': '1' } }, ['overrides', 'env', 'no name']], [{ other: 1 }, ['overrides', 'other']], [[], ['overrides']],
    ];
    for (const [overrides, path] of wrong) await expect(retryTask(bench.engine, bench.as(), { taskId: w, overrides: overrides as never })).rejects.toMatchObject({ code: 'INVALID', path });
    await expect(retryTask(bench.engine, bench.as(), { taskId: w, from: 'START', overrides: { samples: STEPS.source } })).rejects.toMatchObject({ code: 'INVALID', path: ['overrides', 'samples'] });
    expect(await registers(bench, w)).toMatchObject({ status: 'failed', generation: 1 });
  });

  test('other samples need a start from the beginning, because the records belong to those that there were', async () => {
    await failed();
    const samples = { kind: 'REPEAT', count: 7, batch: 1 };
    await expect(retryTask(bench.engine, bench.as(), { taskId: s, overrides: { samples } })).rejects.toMatchObject({ code: 'INVALID', path: ['overrides', 'samples'] });
    await expect(retryTask(bench.engine, bench.as(), { taskId: s, from: 'START', overrides: { samples: { kind: 'ROWS' } } })).rejects.toMatchObject({ code: 'INVALID', path: ['overrides', 'samples', 'rows'] });
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId: s, from: 'START', overrides: { samples } }));
    expect(await lab.takeSteps()).toMatchObject({ generation: 2, spec: { source: samples } });
  });
});

describe('clone', () => {
  test('of a steps task is the one task of a new run, with other samples where asked', async () => {
    const samples = { kind: 'REPEAT', count: 9, batch: 1 };
    const id = acceptedId(await cloneTask(bench.engine, bench.as(), { taskId: s, name: 'again', samples, queueId }));
    const row = await bench.one<{ run_id: string }>('SELECT name, status, cloned_from, run_id FROM task WHERE id = $1', [id]);
    expect(row).toMatchObject({ name: 'again', status: 'queued', cloned_from: s });
    expect(await bench.sql('SELECT 1 FROM task WHERE run_id = $1', [row.run_id])).toHaveLength(1);
    expect(await bench.one(`SELECT spec->'source' AS source FROM task WHERE id = $1`, [id])).toEqual({ source: samples });
    expect(await bench.one(`SELECT spec->'source' AS source FROM task WHERE id = $1`, [s])).toEqual({ source: STEPS.source });
  });

  test('without a queue waits to be enqueued', async () => {
    const clones = [acceptedId(await cloneTask(bench.engine, bench.as(), { taskId: s })), acceptedId(await cloneTask(bench.engine, bench.as(), { taskId: w }))];
    for (const id of clones) expect(await registers(bench, id)).toMatchObject({ status: 'created' });
    expect(await bench.one('SELECT run_id FROM task WHERE id = $1', [clones[1]])).toEqual({ run_id: null });
  });

  test('enters the queue that is named at once, when that takes it', async () => {
    const id = acceptedId(await cloneTask(bench.engine, bench.as(), { taskId: w, queueId }));
    expect(await bench.one('SELECT queue_id FROM queue_item WHERE task_id = $1', [id])).toEqual({ queue_id: queueId });
    expect(await cloneTask(bench.engine, bench.as(), { taskId: s, queueId: bench.defaultQueue })).toMatchObject({ result: 'REFUSED', code: 'KIND_NOT_ACCEPTED' });
    await expect(cloneTask(bench.engine, bench.as(), { taskId: s, args: [] })).rejects.toMatchObject({ code: 'INVALID', path: ['args'] });
  });
});
