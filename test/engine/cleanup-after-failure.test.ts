// A steps task whose cleanup was under way, or done: what failed before it is never carried out again unasked, and the cleanup of the next attempt is its own.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptEnd, ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { abortTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { benchDeck, EXIT_1, type BenchRunner, type StepTold } from './bench-runner.ts';
import { EngineBench, STEPS, acceptedId, expectContent } from './engine-bench.ts';

const BACK: AttemptEnd = { by: 'HANDED_BACK', message: 'shutting down' };
const FAILED: AttemptEnd = { by: 'FAILED', message: 'it jammed' };
const MAIN = { section: 'main', index: 0 } as const;
const CLEANUP = { section: 'cleanup', index: 0 } as const;

let bench: EngineBench;
let runner: BenchRunner;
/** Of the test's own: a queue and a deck, both with this name, and a runner for them. */
let name: string;
let queueId: string;
let tests = 0;

beforeAll(async () => void (bench = await EngineBench.open()));
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});
beforeEach(async () => {
  name = `lab${++tests}`;
  queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['steps'] }));
  runner = await openRunner();
});

const openRunner = () => bench.runner(name, { queues: [name], decks: [benchDeck(name)] });

/** A task in progress with one step after the other, each as told, in `main`. */
async function begun(onStepError: StepsSpec['onStepError'], ...steps: StepTold[]): Promise<{ taskId: string; attempt: ClaimedAttempt }> {
  const taskId = await bench.stepsTask({ deck: name, onStepError, cleanup: STEPS.main }, { queueId });
  const attempt = await runner.take(name);
  await runner.phase(attempt, { ...MAIN, state: 'RUNNING' });
  await runner.step(attempt, ...steps);
  return { taskId, attempt };
}

/** The main part has ended, and the cleanup is within its first step. */
async function cleaningUp(attempt: ClaimedAttempt, main: 'SUCCEEDED' | 'FAILED'): Promise<void> {
  await runner.report([runner.phaseItem(attempt, { ...MAIN, state: main }), runner.phaseItem(attempt, { ...CLEANUP, state: 'RUNNING' }), runner.stepItem(attempt, { ...CLEANUP, path: '0', state: 'RUNNING' })]);
}

async function cleanedUp(attempt: ClaimedAttempt): Promise<void> {
  await runner.report([runner.stepItem(attempt, { ...CLEANUP, path: '0', state: 'SUCCEEDED' }), runner.phaseItem(attempt, { ...CLEANUP, state: 'SUCCEEDED' })]);
}

async function lost(): Promise<void> {
  await bench.expire(name);
  runner = await openRunner();
}

const handedBack = async (attempt: ClaimedAttempt): Promise<unknown> => runner.finish(attempt, BACK);

describe('a cleanup because a step has failed', () => {
  test.each([['is lost', lost, 'CRASHED'], ['gives back', handedBack, 'HANDED_BACK']] as const)('whose runner %s ends the task as failed; its deck is free, and only a person has it tried again', async (_how, happens, reason) => {
    const { taskId, attempt } = await begun('FAIL', { path: '0', state: 'FAILED', error: 'it jammed' });
    await cleaningUp(attempt, 'FAILED');
    await happens(attempt);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed', reason, hold: 'NONE', holdN: 0 });
    expect(await bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [taskId])).toEqual([]);
    expect(await bench.sql('SELECT 1 FROM slot WHERE attempt_id = $1', [attempt.attemptId])).toEqual([]);
    expect(await bench.one('SELECT run.status FROM run JOIN task ON task.run_id = run.id WHERE task.id = $1', [taskId])).toEqual({ status: 'FAILED' });
    expect(await bench.sql(`SELECT state FROM step WHERE task_id = $1 ORDER BY ord`, [taskId])).toEqual([{ state: 'FAILED' }, { state: 'UNKNOWN' }]);
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId }));
    const again = await runner.take(name);
    expect(again).toMatchObject({ taskId, resumes: true, held: null });
    expect((await runner.history(again)).steps).toMatchObject([{ section: 'main', state: 'FAILED' }]);
    await runner.finish(again, { by: 'DONE' });
  });

  test('that a person ends as well is stopped, whatever becomes of its runner', async () => {
    const { taskId, attempt } = await begun('FAIL', { path: '0', state: 'FAILED' });
    await cleaningUp(attempt, 'FAILED');
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
    await lost();
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', reason: 'ABORTED' });
  });
});

describe('a cleanup at the end of what went well', () => {
  const OVERCOME: readonly (readonly [string, readonly StepTold[]])[] = [
    ['nothing has failed', [{ path: '0', state: 'SUCCEEDED' }]],
    ['the failed step was skipped', [{ path: '0', state: 'FAILED' }, { path: '0', try: 2, state: 'SKIPPED' }]],
    ['the failed step was carried out again', [{ path: '0', state: 'FAILED' }, { path: '0', try: 2, state: 'FAILED' }, { path: '0', try: 3, state: 'SUCCEEDED' }]],
  ];

  test.each(OVERCOME)('comes back when its runner is lost: %s', async (_what, steps) => {
    const { taskId, attempt } = await begun('HOLD', ...steps);
    await cleaningUp(attempt, 'SUCCEEDED');
    await lost();
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED', holdN: 1, holdMessage: expect.stringContaining('outcome unknown') });
    const again = await runner.take(name);
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId, failedStep: 'RETRY' }));
    await runner.finish(again, { by: 'DONE' });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed' });
  });

  test('comes back by itself when its runner gives it back between two steps', async () => {
    const { taskId, attempt } = await begun('HOLD', { path: '0', state: 'FAILED' }, { path: '0', try: 2, state: 'SUCCEEDED' });
    await cleaningUp(attempt, 'SUCCEEDED');
    await runner.step(attempt, { ...CLEANUP, path: '0', state: 'SUCCEEDED' });
    await runner.finish(attempt, BACK);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', hold: 'NONE' });
    await runner.finish(await runner.take(name), { by: 'DONE' });
  });

  test('comes back also when its own step has failed, or when an earlier attempt or generation had', async () => {
    const own = await begun('HOLD', { path: '0', state: 'SUCCEEDED' });
    await cleaningUp(own.attempt, 'SUCCEEDED');
    await runner.step(own.attempt, { ...CLEANUP, path: '0', state: 'FAILED' });
    await lost();
    expect(await bench.taskRow(own.taskId)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED' });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: own.taskId }));
    for (const from of ['FAILED', 'START'] as const) {
      const { taskId, attempt } = await begun('FAIL', { path: '0', state: 'FAILED' });
      await runner.finish(attempt, FAILED);
      acceptedId(await retryTask(bench.engine, bench.as(), { taskId, from }));
      const again = await runner.take(name);
      await runner.phase(again, { ...MAIN, state: 'RUNNING' });
      await runner.step(again, { path: '0', try: from === 'START' ? 1 : 2, state: 'SUCCEEDED' });
      await cleaningUp(again, 'SUCCEEDED');
      await lost();
      expect(await bench.taskRow(taskId), from).toMatchObject({ status: 'queued', hold: 'STEP_FAILED' });
      acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
    }
  });
});

describe('a steps task that has ended and is enqueued again', () => {
  test.each([
    ['failed', FAILED],
    ['was stopped', { by: 'STOPPED', after: 'STEP', cleanup: 'RAN', message: '' }],
  ] as const)('because it %s has its cleanup before it once more, and what succeeded before is kept', async (_how, end) => {
    const { taskId, attempt } = await begun('HOLD', { path: '0', state: 'SUCCEEDED' });
    if (end.by === 'STOPPED') acceptedId(await stopTask(bench.engine, bench.as(), { taskId, after: 'STEP' }));
    await cleaningUp(attempt, 'FAILED');
    await cleanedUp(attempt);
    await runner.finish(attempt, end);
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId, queueId }));
    const again = await runner.take(name);
    expect(again).toMatchObject({ generation: 1, attemptNo: 2, resumes: true });
    const { phases, steps } = await runner.history(again);
    expect(steps).toMatchObject([{ section: 'main', path: '0', state: 'SUCCEEDED' }]);
    expect(phases).toEqual(expect.arrayContaining([{ ...CLEANUP, state: 'STOPPED' }]));
    expect(await bench.sql(`SELECT superseded FROM step WHERE task_id = $1 ORDER BY ord`, [taskId])).toEqual([{ superseded: false }, { superseded: true }]);
    await cleaningUp(again, 'SUCCEEDED');
    await cleanedUp(again);
    await runner.finish(again, { by: 'DONE' });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed' });
  });

  test('when it is a command nothing is set aside', async () => {
    const commands = await bench.runner('commands');
    const taskId = await bench.queued();
    await commands.finish(await commands.take(), EXIT_1);
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId }));
    expect((await bench.kinds(taskId)).at(-1)).toBe('task.enqueued');
    expect(await bench.sql('SELECT state FROM phase WHERE task_id = $1', [taskId])).toEqual([{ state: 'FAILED' }]);
  });
});
