// Steps tasks on the server: their claim, the records of their phases and steps, their holds and their ends.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptEnd, ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { Order } from '../../src/domain/task/order.ts';
import { abortTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { answerInput, pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
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

const DONE: AttemptEnd = { by: 'DONE' };
const MAIN = { section: 'main', index: 0, state: 'RUNNING', parameters: [{}] } as const;

/** A task that has been claimed, its main part under way. */
async function begun(...args: Parameters<EngineBench['stepsTask']>): Promise<{ taskId: string; attempt: ClaimedAttempt }> {
  const taskId = await bench.stepsTask(...args);
  const attempt = await runner.take('bench');
  await runner.phase(attempt, MAIN);
  return { taskId, attempt };
}

async function steps(taskId: string): Promise<string[]> {
  const rows = await bench.sql<{ text: string }>(`SELECT concat_ws(' ', phase.section, phase.index, path, sample, try, step.state) || CASE WHEN superseded THEN ' superseded' ELSE '' END AS text FROM step JOIN phase ON phase.id = phase_id WHERE step.task_id = $1 ORDER BY ord`, [taskId]);
  return rows.map((row) => row.text);
}

async function runStatus(taskId: string): Promise<string> {
  return (await bench.one<{ status: string }>('SELECT run.status FROM run JOIN task ON task.run_id = run.id WHERE task.id = $1', [taskId])).status;
}

/** What the log says of a task beside its kinds: kind and the part that tells. */
async function told(taskId: string): Promise<string[]> {
  const rows = await bench.sql<{ kind: string; data: { phase?: { section: string; index: number; state: string }; step?: { path: string; try: number; state?: string }; hold?: string } }>('SELECT kind, data FROM event WHERE task_id = $1 ORDER BY seq', [taskId]);
  return rows.map(({ kind, data }) => [kind, data.phase && `${data.phase.section} ${data.phase.index} ${data.phase.state}`, data.step && `${data.step.path}#${data.step.try} ${data.step.state ?? ''}`.trim(), data.hold].filter((part) => part !== undefined).join(': '));
}

describe('a claim', () => {
  test('gets steps only for a deck that is asked for, and commands only without one', async () => {
    const taskId = await bench.stepsTask();
    const command = await bench.queued();
    expect((await runner.claim(10)).map((one) => one.taskId)).toEqual([command]);
    expect(await runner.claim(0, ['other'])).toEqual([]);
    const [attempt] = await runner.claim(0, ['bench']);
    expect(attempt).toMatchObject({ taskId, attemptNo: 1, generation: 1, resumes: false, held: null, holdN: 0, controlN: 0, spec: { kind: 'steps', deck: 'bench' } });
    expect(await bench.sql('SELECT 1 FROM phase WHERE task_id = $1', [taskId])).toEqual([]);
    expect((await told(taskId)).at(-1)).toBe('task.started');
    expect(await runner.claim(5, ['bench'])).toEqual([]);
    expect(await bench.one(`SELECT attempt_id AS id FROM slot WHERE resource_kind = 'DECK'`)).toEqual({ id: attempt!.attemptId });
  });

  test('of a deck that another runner has gets nothing', async () => {
    await bench.stepsTask();
    const other = await bench.runner('other', { decks: [benchDeck('second')] });
    expect(await other.claim(5, ['bench', 'second'])).toEqual([]);
  });
});

describe('the records of steps', () => {
  test('tell of each phase and each step when it begins and when it ends, with what went in and what came out', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'RUNNING', args: { volume: 1 } });
    await runner.report([
      runner.stepItem(attempt, { path: '0', state: 'SUCCEEDED', output: 0.98 }),
      runner.phaseItem(attempt, { section: 'main', index: 0, state: 'SUCCEEDED', outputs: [{ dosed: 0.98 }] }),
      runner.finishItem(attempt, DONE),
    ]);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed', hold: 'NONE' });
    expect(await bench.one('SELECT method, args, output, error, attempt_no AS attempt, ended_at >= started_at AS ended FROM step')).toEqual({ method: 'pump.dose', args: { volume: 1 }, output: 0.98, error: null, attempt: 1, ended: true });
    expect(await bench.one('SELECT state, parameters, outputs, ended_at IS NOT NULL AS ended FROM phase')).toEqual({ state: 'SUCCEEDED', parameters: [{}], outputs: [{ dosed: 0.98 }], ended: true });
    expect((await told(taskId)).slice(2)).toEqual(['task.started', 'task.phase: main 0 RUNNING', 'task.step: 0#1 RUNNING', 'task.step: 0#1 SUCCEEDED', 'task.phase: main 0 SUCCEEDED', 'task.ended']);
    expect(await bench.sql(`SELECT 1 FROM slot WHERE attempt_id IS NOT NULL`)).toEqual([]);
    expect(await runStatus(taskId)).toBe('SUCCEEDED');
  });

  test('may be made by their ends alone, or begin and end within one report', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', kind: 'comment', method: 'comment', state: 'SUCCEEDED' }, { path: '1', state: 'RUNNING', args: { volume: 2 } }, { path: '1', state: 'FAILED', error: 'empty' }, { path: '1', try: 2, state: 'SKIPPED' });
    expect(await steps(taskId)).toEqual(['main 0 0 0 1 SUCCEEDED', 'main 0 1 0 1 FAILED', 'main 0 1 0 2 SKIPPED']);
    expect(await bench.one(`SELECT args, error FROM step WHERE state = 'FAILED'`)).toEqual({ args: { volume: 2 }, error: 'empty' });
    expect((await told(taskId)).slice(-4)).toEqual(['task.step: 0#1 SUCCEEDED', 'task.step: 1#1 RUNNING', 'task.step: 1#1 FAILED', 'task.step: 1#2 SKIPPED']);
  });

  test('are final: whatever is said after the end changes nothing, and a second beginning is none', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'RUNNING' });
    const before = (await told(taskId)).length;
    await runner.step(attempt, { path: '0', state: 'RUNNING' });
    expect(await told(taskId)).toHaveLength(before);
    await runner.step(attempt, { path: '0', state: 'SUCCEEDED', output: 1 });
    await runner.step(attempt, { path: '0', state: 'FAILED', error: 'no' }, { path: '0', state: 'RUNNING' }, { path: '0', state: 'SUCCEEDED', output: 2 });
    expect(await told(taskId)).toHaveLength(before + 1);
    expect(await bench.one('SELECT state, output FROM step')).toEqual({ state: 'SUCCEEDED', output: 1 });
  });

  test('a step before its phase, and a try that is not the next one, are refused with the reason, and nothing of the report is taken', async () => {
    const { taskId, attempt } = await begun();
    await expect(runner.step(attempt, { path: '0', state: 'RUNNING', index: 3 })).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('a step of main 3 came before its phase') });
    runner.n--;
    await expect(runner.step(attempt, { path: '0', state: 'SUCCEEDED' }, { path: '1', try: 3, state: 'RUNNING' })).rejects.toMatchObject({ code: 'INVALID', message: expect.stringContaining('the next try of step 1 for sample 0 is 1, not 3') });
    runner.n -= 2;
    expect(await steps(taskId)).toEqual([]);
    expect(await runner.step(attempt, { path: '0', state: 'SUCCEEDED' })).toEqual({ upTo: 2, stale: [] });
  });

  test('reports of many runners at once keep each task\'s records apart', async () => {
    const labs = await Promise.all([0, 1, 2, 3].map((i) => bench.runner(`lab ${i}`, { decks: [benchDeck(`deck_${i}`)], queues: ['lab'] })));
    await bench.sql(`UPDATE queue SET max_running = NULL WHERE name = 'lab'`);
    await bench.sql(`DELETE FROM slot WHERE resource_kind = 'QUEUE'`);
    await bench.sql(`UPDATE event SET data = data || '{"maxRunning": null}' WHERE kind = 'queue.created'`);
    const tasks = await Promise.all(labs.map((_, i) => bench.stepsTask({ deck: `deck_${i}` })));
    await bench.warm();
    await Promise.all(labs.map(async (lab, i) => {
      const attempt = await lab.take(`deck_${i}`);
      expect(attempt.taskId).toBe(tasks[i]);
      await lab.phase(attempt, MAIN);
      for (let path = 0; path < 10; path++) {
        await lab.step(attempt, { path: `${path}`, state: 'RUNNING' });
        await lab.step(attempt, { path: `${path}`, state: 'SUCCEEDED', output: i });
      }
      await lab.finish(attempt, DONE);
    }));
    expect(await bench.sql(`SELECT count(*)::int AS n, count(DISTINCT output)::int AS outputs FROM step WHERE state = 'SUCCEEDED' GROUP BY task_id`)).toEqual(tasks.map(() => ({ n: 10, outputs: 1 })));
  });
});

describe('holds', () => {
  test('a failed step holds the task and its run; the answer travels with the beat; a retry is a new record', async () => {
    const { taskId, attempt } = await begun();
    await runner.report([runner.stepItem(attempt, { path: '0', state: 'FAILED', error: 'empty' }), runner.holdItem(attempt, { hold: 'STEP_FAILED', holdN: 1, message: 'pump.dose: empty', step: { section: 'main', index: 0, path: '0', sample: 0, try: 1 } })]);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress', hold: 'STEP_FAILED', holdN: 1, holdMessage: 'pump.dose: empty' });
    expect(await bench.one('SELECT hold_step_id = step.id AS same FROM task JOIN step ON step.task_id = task.id')).toEqual({ same: true });
    expect(await runStatus(taskId)).toBe('HELD');
    expect((await told(taskId)).at(-1)).toBe('task.held: 0#1: STEP_FAILED');
    const ref = { ...attempt, controlN: attempt.controlN };
    expect((await runner.beat([ref])).controls).toEqual([]);
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId, failedStep: 'RETRY' }));
    expect((await runner.beat([ref])).controls).toEqual([{ attemptId: attempt.attemptId, controlN: 1, pause: null, answer: { holdN: 1, failedStep: 'RETRY', value: null } }]);
    expect((await runner.beat([{ ...ref, controlN: 1 }])).controls).toEqual([]);
    expect((await runner.beat([{ attemptId: attempt.attemptId, epoch: attempt.epoch }])).controls).toEqual([]);
    expect(await runStatus(taskId)).toBe('RUNNING');
    await runner.step(attempt, { path: '0', try: 2, state: 'RUNNING' });
    await runner.step(attempt, { path: '0', try: 2, state: 'SUCCEEDED' });
    expect(await steps(taskId)).toEqual(['main 0 0 0 1 FAILED', 'main 0 0 0 2 SUCCEEDED']);
  });

  test('a pause takes effect where the runner says so; one that was taken back before is void', async () => {
    const { taskId, attempt } = await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId, after: 'ITERATION' }));
    expect((await runner.beat([{ ...attempt, controlN: 0 }])).controls).toEqual([{ attemptId: attempt.attemptId, controlN: 1, pause: 'ITERATION', answer: null }]);
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId }));
    await runner.hold(attempt, { hold: 'USER', holdN: 1, controlN: 1 });
    expect(await bench.taskRow(taskId)).toMatchObject({ hold: 'NONE', holdN: 0 });
    expect(await runStatus(taskId)).toBe('RUNNING');
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId }));
    await runner.hold(attempt, { hold: 'USER', holdN: 2, controlN: 3 });
    expect(await bench.taskRow(taskId)).toMatchObject({ hold: 'USER', holdN: 2 });
    await runner.hold(attempt, { hold: 'INTERVENTION', holdN: 2, controlN: 3 });
    expect(await bench.taskRow(taskId), 'a number that was taken is a repeat').toMatchObject({ hold: 'USER', holdN: 2 });
    expect(await runStatus(taskId)).toBe('HELD');
  });

  test('any other hold swallows a pause that was asked for', async () => {
    const { taskId, attempt } = await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId }));
    await runner.hold(attempt, { hold: 'INTERVENTION', holdN: 1, message: 'refill the bottle' });
    expect(await bench.one('SELECT hold, pause_after AS pause, control_n AS control FROM task')).toEqual({ hold: 'INTERVENTION', pause: null, control: 1 });
  });

  test('an input asks for a value of its type and gets it', async () => {
    const { taskId, attempt } = await begun();
    await runner.hold(attempt, { hold: 'INPUT', holdN: 1, prompt: { text: 'how many?', type: 'int' } });
    expect(await bench.one('SELECT hold, hold_prompt AS prompt FROM task')).toEqual({ hold: 'INPUT', prompt: { text: 'how many?', type: 'int' } });
    acceptedId(await answerInput(bench.engine, bench.as(), { taskId, value: '7' }));
    expect((await runner.beat([{ ...attempt, controlN: 0 }])).controls).toMatchObject([{ answer: { holdN: 1, value: 7 } }]);
  });

  test('the longest message, prompt, path and method fit into their events', async () => {
    const { taskId, attempt } = await begun();
    const [path, method] = ['9'.repeat(300), '"'.repeat(300)];
    const text = '\u0001'.repeat(10_000);
    await runner.step(attempt, { path, method, state: 'RUNNING' }, { path, method, state: 'FAILED', error: '\u0001'.repeat(2_000) });
    await runner.hold(attempt, { hold: 'INPUT', holdN: 1, message: text, prompt: { text, type: 'str' }, step: { section: 'main', index: 0, path, sample: 0, try: 1 } });
    await runner.step(attempt, { path: '0', method, state: 'RUNNING' });
    expect(await runner.finish(attempt, { by: 'CRASHED', message: '\u0001'.repeat(8_000) })).toMatchObject({ stale: [] });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed', reason: 'CRASHED', hold: 'NONE' });
  });
});

describe('ends', () => {
  const order = (taskId: string, { after, cleanup }: Pick<Order, 'after' | 'cleanup'>) => stopTask(bench.engine, bench.as(), { taskId, after: after!, cleanup });

  test.each([
    ['all steps done', DONE, null, 'completed', 'COMPLETED'],
    ['a step failed where that ends the task', { by: 'FAILED', message: 'pump.dose: empty' }, null, 'failed', 'FAILED'],
    ['a stop after the iteration with its cleanup', { by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN', message: '' }, { after: 'ITERATION', cleanup: 'RUN' }, 'completed', 'COMPLETED'],
    ['a stop after the iteration without cleanup', { by: 'STOPPED', after: 'ITERATION', cleanup: 'SKIPPED', message: '' }, { after: 'ITERATION', cleanup: 'SKIP' }, 'stopped', 'STOPPED'],
    ['a stop after the step', { by: 'STOPPED', after: 'STEP', cleanup: 'RAN', message: '' }, { after: 'STEP', cleanup: 'RUN' }, 'stopped', 'STOPPED'],
    ['a stop that nobody ordered', { by: 'STOPPED', after: 'STEP', cleanup: 'RAN', message: 'odd' }, null, 'failed', 'FAILED'],
  ] as const)('%s', async (_name, end, stop, status, outcome) => {
    const { taskId, attempt } = await begun({}, { retry: { maxRetries: 3 } });
    if (stop) acceptedId(await order(taskId, stop));
    await runner.finish(attempt, end);
    expect(await bench.taskRow(taskId)).toMatchObject({ status, orderVerb: null });
    expect(await bench.one('SELECT outcome FROM attempt')).toEqual({ outcome });
    expect(await bench.sql('SELECT 1 FROM queue_item'), 'no steps are repeated without asking').toEqual([]);
  });

  test('an end closes the phase and the step that are open, and clears the hold', async () => {
    const { taskId, attempt } = await begun();
    await runner.step(attempt, { path: '0', state: 'RUNNING' });
    await runner.hold(attempt, { hold: 'INTERVENTION', holdN: 1 });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
    await runner.finish(attempt, { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null });
    expect(await steps(taskId)).toEqual(['main 0 0 0 1 UNKNOWN']);
    expect(await bench.one('SELECT state FROM phase')).toEqual({ state: 'STOPPED' });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', hold: 'NONE', holdN: 1, holdMessage: null });
    expect((await told(taskId)).at(-1)).toBe('task.ended: main 0 STOPPED: 0#1 UNKNOWN: NONE');
    expect(await runStatus(taskId)).toBe('STOPPED');
  });
});
