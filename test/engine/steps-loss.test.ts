// Steps tasks whose runner is lost or gives back: they come back held and ask, and nothing that has succeeded is carried out again.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { killTask } from '../../src/engine/task/end-task.service.ts';
import { pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { benchDeck, type BenchRunner } from './bench-runner.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let runner: BenchRunner;

beforeEach(async () => {
  bench = await EngineBench.open({ poolSize: 12 });
  runner = await bench.runner('lab', { decks: [benchDeck()] });
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const MAIN = { section: 'main', index: 0, state: 'RUNNING' } as const;
const BACK = { by: 'HANDED_BACK', message: 'shutting down' } as const;

async function begun(...args: Parameters<EngineBench['stepsTask']>): Promise<{ taskId: string; attempt: ClaimedAttempt }> {
  const taskId = await bench.stepsTask(...args);
  const attempt = await runner.take('bench');
  await runner.phase(attempt, MAIN);
  return { taskId, attempt };
}

/** The runner is lost, and comes back as a new session. */
async function loseRunner(): Promise<void> {
  await bench.expire('lab');
  runner = await bench.runner('lab', { decks: [benchDeck()] });
}

function place(path: string, turn = 1) {
  return { section: 'main', index: 0, path, sample: 0, try: turn } as const;
}

describe('a runner that is lost', () => {
  test('during a step: the task goes back to its place, held on that step with its outcome unknown, and the next runner stands still first', async () => {
    const { taskId, attempt } = await begun();
    const second = await bench.stepsTask();
    await runner.step(attempt, { path: '0', state: 'SUCCEEDED', output: 5 }, { path: '1', state: 'RUNNING' });
    const rank = (await bench.one<{ rank: string }>(`SELECT returned_item->>'rank' AS rank FROM attempt`)).rank;
    await loseRunner();
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED', holdN: 1, holdMessage: expect.stringMatching(/^outcome unknown: .*during pump\.dose/) });
    expect(await bench.one('SELECT rank::text FROM queue_item WHERE task_id = $1', [taskId])).toEqual({ rank });
    expect(await bench.sql('SELECT path, state, ended_at IS NOT NULL AS ended FROM step ORDER BY ord')).toEqual([{ path: '0', state: 'SUCCEEDED', ended: true }, { path: '1', state: 'UNKNOWN', ended: true }]);
    expect(await bench.one('SELECT step.path FROM task JOIN step ON step.id = hold_step_id')).toEqual({ path: '1' });
    expect((await bench.sql<{ kind: string }>('SELECT kind FROM event WHERE task_id = $1 ORDER BY seq DESC LIMIT 3', [taskId])).map((row) => row.kind)).toEqual(['task.held', 'task.requeued', 'task.attempt_ended']);
    expect(await resumeTask(bench.engine, bench.as(), { taskId, failedStep: 'RETRY' })).toMatchObject({ result: 'REFUSED', code: 'WAITS_FOR_RUNNER' });
    const again = await runner.take('bench');
    expect(again).toMatchObject({ taskId, attemptNo: 2, resumes: true, holdN: 1, held: { hold: 'STEP_FAILED', prompt: null } });
    expect(await runner.history(again)).toEqual({
      phases: [{ section: 'main', index: 0, state: 'FAILED' }],
      steps: [{ ...place('0'), kind: 'call', state: 'SUCCEEDED', output: 5 }, { ...place('1'), kind: 'call', state: 'UNKNOWN', output: null }],
      next: null,
    });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId, failedStep: 'RETRY' }));
    await runner.report([runner.phaseItem(again, MAIN), runner.stepItem(again, { path: '1', try: 2, state: 'RUNNING' })]);
    await runner.report([runner.stepItem(again, { path: '1', try: 2, state: 'SUCCEEDED' }), runner.phaseItem(again, { ...MAIN, state: 'SUCCEEDED' }), runner.finishItem(again, { by: 'DONE' })]);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed', hold: 'NONE' });
    expect((await runner.take('bench')).taskId).toBe(second);
  });

  test('between two steps: the task comes back to be looked at', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'SUCCEEDED' });
    await loseRunner();
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'INTERVENTION', holdN: 1 });
    expect(await runner.take('bench')).toMatchObject({ held: { hold: 'INTERVENTION' }, resumes: true });
  });

  test('while the task is held: it stays held as it was, for any number of runners', async () => {
    const { taskId, attempt } = await begun();
    const prompt = { text: 'how many?', type: 'int' } as const;
    await runner.step(attempt, { path: '0', kind: 'input', method: 'input', state: 'RUNNING' });
    await runner.hold(attempt, { hold: 'INPUT', holdN: 1, message: 'how many?', prompt, step: place('0') });
    for (let losses = 1; losses <= 7; losses++) {
      await loseRunner();
      expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'INPUT', holdN: 1, lostCount: losses });
      expect(await runner.take('bench')).toMatchObject({ held: { hold: 'INPUT', message: 'how many?', prompt } });
    }
  });

  test('after a choice that it never acted on: the task asks for the choice again', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'FAILED', error: 'empty' });
    await runner.hold(attempt, { hold: 'STEP_FAILED', holdN: 1, step: place('0') });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId, failedStep: 'SKIP' }));
    await loseRunner();
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED', holdN: 2, holdMessage: expect.stringContaining('choose again') });
    expect(await bench.one('SELECT hold_answer FROM task')).toEqual({ hold_answer: null });
  });

  test('when losses are to be failures, and when the task was told to end: it ends', async () => {
    const { taskId } = await begun({}, { retry: { onLost: 'FAIL' } });
    await loseRunner();
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed', reason: 'CRASHED', hold: 'NONE' });
    const told = await begun();
    acceptedId(await killTask(bench.engine, bench.as(), { taskId: told.taskId }));
    await loseRunner();
    expect(await bench.taskRow(told.taskId)).toMatchObject({ status: 'stopped', hold: 'NONE' });
  });

  test('late facts of the lost attempt are refused: a step that is unknown stays so', async () => {
    const { attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'RUNNING' });
    await loseRunner();
    expect(await runner.step(attempt, { path: '0', state: 'SUCCEEDED' })).toEqual({ upTo: 1, stale: [attempt.attemptId] });
    expect(await bench.one('SELECT state FROM step')).toEqual({ state: 'UNKNOWN' });
  });
});

describe('a runner that gives back', () => {
  test('between two steps: the task goes on by itself where it was', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'SUCCEEDED' });
    await runner.finish(attempt, BACK);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'NONE', holdN: 0, lostCount: 0 });
    expect(await runner.take('bench')).toMatchObject({ held: null, resumes: true });
  });

  test('during a step: the task is held as if the runner had been lost', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'RUNNING' });
    await runner.finish(attempt, BACK);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED', holdMessage: expect.stringContaining('outcome unknown') });
  });

  test('a task that was asked to pause: the next runner hears of it with its first beat', async () => {
    const { taskId, attempt } = await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId }));
    await runner.finish(attempt, BACK);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'REQUESTED' });
    const again = await runner.take('bench');
    expect(again.held).toBeNull();
    expect((await runner.beat([again])).controls).toEqual([{ attemptId: again.attemptId, controlN: again.controlN + 1, pause: 'STEP', answer: null }]);
  });
});

describe('the history', () => {
  test('is read page by page, in the order of the making, without what a retry has superseded; tries close up', async () => {
    const { taskId, attempt } = await begun();
    for (const [path, state] of [['0', 'SUCCEEDED'], ['1', 'FAILED'], ['2', 'SUCCEEDED']] as const) await runner.step(attempt, { path, state });
    await runner.step(attempt, { path: '1', try: 2, state: 'SUCCEEDED' });
    await runner.report([runner.phaseItem(attempt, { ...MAIN, state: 'SUCCEEDED' }), runner.finishItem(attempt, { by: 'FAILED', message: 'x' })]);
    for (let round = 0; round < 2; round++) {
      const { id: stepId } = await bench.one<{ id: string }>(`SELECT id FROM step WHERE path = '2' AND NOT superseded ORDER BY ord LIMIT 1`);
      acceptedId(await retryTask(bench.engine, bench.as(), { taskId, from: 'STEP', stepId }));
      const again = await runner.take('bench');
      expect((await runner.history(again)).steps.map(({ path, try: turn, state }) => [path, turn, state])).toEqual([['0', 1, 'SUCCEEDED'], ['1', 1, 'FAILED']]);
      await runner.report([runner.phaseItem(again, MAIN), runner.stepItem(again, { path: '2', try: 1, state: 'RUNNING' })]);
      await runner.step(again, { path: '2', try: 1, state: 'FAILED' }, { path: '2', try: 2, state: 'RUNNING' });
      await runner.step(again, { path: '2', try: 2, state: 'SUCCEEDED', output: round }, { path: '1', try: 2, state: 'SKIPPED' });
      expect((await runner.history(again)).steps.map(({ path, try: turn, state }) => [path, turn, state])).toEqual([['0', 1, 'SUCCEEDED'], ['1', 1, 'FAILED'], ['2', 1, 'FAILED'], ['2', 2, 'SUCCEEDED'], ['1', 2, 'SKIPPED']]);
      await runner.report([runner.phaseItem(again, { ...MAIN, state: 'SUCCEEDED' }), runner.finishItem(again, { by: 'FAILED', message: 'x' })]);
    }
    expect(await bench.one(`SELECT count(*)::int AS n, max(try) AS last, count(*) FILTER (WHERE superseded)::int AS superseded FROM step WHERE path = '2'`)).toMatchObject({ n: 5, last: 5 });
  });

  test('has a bound of records and of bytes for each page, and its pages together are everything', async () => {
    const { attempt } = await begun();
    for (let i = 0; i < 1_200; i += 400) await runner.step(attempt, ...Array.from({ length: 400 }, (_, k) => ({ path: `${i + k}`, state: 'SUCCEEDED' as const, output: i + k })));
    for (let i = 0; i < 60; i += 10) await runner.step(attempt, ...Array.from({ length: 10 }, (_, k) => ({ path: `${1_200 + i + k}`, state: 'SUCCEEDED' as const, output: 'x'.repeat(65_000) })));
    const pages: number[] = [];
    const paths: string[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page = await runner.history(attempt, after);
      expect(page.phases).toHaveLength(after === 0 ? 1 : 0);
      pages.push(page.steps.length);
      paths.push(...page.steps.map((step) => step.path));
      after = page.next;
    }
    expect(paths).toEqual(Array.from({ length: 1_260 }, (_, i) => `${i}`));
    expect(pages[0]).toBe(1_000);
    expect(Math.max(...pages.slice(2))).toBeLessThanOrEqual(31);
  });

  test('is told to the one who has the attempt only', async () => {
    const { attempt } = await begun();
    const other = await bench.runner('other');
    await expect(other.history(attempt)).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('is not this session\'s') });
    await expect(runner.history({ ...attempt, epoch: attempt.epoch + 1 })).rejects.toMatchObject({ code: 'INVALID' });
  });
});
