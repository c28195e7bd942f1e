// A task that stands still and is told to end later: it is answered as before, and ends as it was told.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { abortTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { answerInput, pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { BOTH, openLab, registers, startRun, type LabRunner } from './control-bench.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';

const AFTER_ITERATION: AttemptEnd = { by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN', message: '' };
const DONE: AttemptEnd = { by: 'DONE' };
const PLACE = { section: 'main', index: 0, path: '1', sample: 0, try: 1 } as const;

let bench: EngineBench;
let lab: LabRunner;
let s: string;
let queues = 0;

beforeAll(async () => void (bench = await EngineBench.open()));
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** A steps task in progress, in a queue of the test's own; one step of its first iteration is done. */
beforeEach(async () => {
  const name = `q${++queues}`;
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['steps'] }));
  lab = await openLab(bench, 'lab-runner', [name]);
  const { tasks } = await startRun(bench, { tasks: [BOTH.tasks[0]] }, { queueId });
  s = tasks['s']!;
  await lab.takeSteps();
  await lab.begin('main');
  await lab.step({ path: '0' }, 'SUCCEEDED');
});

async function stop(after: 'STEP' | 'ITERATION' | 'TASK'): Promise<void> {
  acceptedId(await stopTask(bench.engine, bench.as(), { taskId: s, after }));
}

const resume = (failedStep?: 'SKIP' | 'RETRY') => resumeTask(bench.engine, bench.as(), { taskId: s, failedStep });

test('one that is paused, and then told to stop after the iteration, is resumed and completes with it', async () => {
  acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s }));
  await lab.hear();
  await lab.hold('USER');
  await stop('ITERATION');
  expect(await registers(bench, s)).toMatchObject({ status: 'in_progress', hold: 'USER', orderVerb: 'STOP' });
  acceptedId(await resume());
  expect(await registers(bench, s)).toMatchObject({ status: 'in_progress', hold: 'NONE', orderVerb: 'STOP', answer: { holdN: 1 } });
  expect(await lab.hear()).toMatchObject({ order: { verb: 'STOP', after: 'ITERATION' }, control: { answer: { holdN: 1 }, pause: null } });
  expect(await resume()).toMatchObject({ result: 'REFUSED', code: 'STOPPING' });
  await lab.finish(AFTER_ITERATION);
  expect(await registers(bench, s)).toMatchObject({ status: 'completed', hold: 'NONE', orderVerb: null });
});

test.each([['ITERATION', AFTER_ITERATION], ['TASK', DONE]] as const)('a step that fails after a stop that waits for the %s is answered with a choice', async (after, end) => {
  await stop(after);
  await lab.step({ path: '1' }, 'FAILED');
  await lab.hold('STEP_FAILED', { step: PLACE });
  expect(await registers(bench, s)).toMatchObject({ hold: 'STEP_FAILED', orderVerb: 'STOP' });
  expect(await resume()).toMatchObject({ result: 'REFUSED', code: 'CHOOSE_FAILED_STEP' });
  acceptedId(await resume('SKIP'));
  expect((await lab.hear()).control).toMatchObject({ answer: { holdN: 1, failedStep: 'SKIP' } });
  await lab.finish(end);
  expect(await registers(bench, s)).toMatchObject({ status: 'completed', hold: 'NONE', orderVerb: null });
});

test('an input that is asked for after a stop that waits for the task is given', async () => {
  await stop('TASK');
  await lab.hold('INPUT', { prompt: { text: 'how many?', type: 'int' } });
  expect(await resume()).toMatchObject({ result: 'REFUSED', code: 'USE_ANSWER' });
  acceptedId(await answerInput(bench.engine, bench.as(), { taskId: s, value: '3' }));
  expect((await lab.hear()).control).toMatchObject({ answer: { holdN: 1, value: 3 } });
  await lab.finish(DONE);
  expect(await registers(bench, s)).toMatchObject({ status: 'completed', hold: 'NONE' });
});

test('after an order that ends the hold itself nobody is heard any more, and everything else stays refused while a stop waits', async () => {
  await stop('ITERATION');
  await lab.hold('INTERVENTION');
  expect(await pauseTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'STOPPING' });
  expect(await retryTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'STOPPING' });
  expect(await answerInput(bench.engine, bench.as(), { taskId: s, value: 1 })).toMatchObject({ result: 'REFUSED', code: 'NOT_ASKED' });
  await stop('STEP');
  expect(await resume()).toMatchObject({ result: 'REFUSED', code: 'STOPPING' });
  acceptedId(await abortTask(bench.engine, bench.as(), { taskId: s }));
  expect(await resume()).toMatchObject({ result: 'REFUSED', code: 'STOPPING' });
  await lab.finish({ by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null });
  expect(await registers(bench, s)).toMatchObject({ status: 'stopped', hold: 'NONE', holdN: 1 });
});

test('a hold for a pause that has become another one meanwhile is void: the runner says so anew once it has heard of that one', async () => {
  const pause = async (after: 'ITERATION' | 'STEP') => acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s, after }));
  await pause('ITERATION');
  expect((await lab.hear()).control).toMatchObject({ controlN: 1, pause: 'ITERATION' });
  await pause('STEP');
  await lab.hold('USER', { controlN: 1 });
  expect(await registers(bench, s)).toMatchObject({ hold: 'REQUESTED', pauseAfter: 'STEP', holdN: 0, controlN: 2 });
  expect((await lab.hear()).control).toMatchObject({ controlN: 2, pause: 'STEP', answer: null });
  await lab.hold('USER', { controlN: 2 });
  expect(await registers(bench, s)).toMatchObject({ hold: 'USER', pauseAfter: null, holdN: 2 });
  acceptedId(await resume());
  expect((await lab.hear()).control).toMatchObject({ answer: { holdN: 2 } });
  await lab.finish(DONE);
});
