// A run that was called finished while something of it runs: that goes on to its end, and nothing of it is tried again by itself.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RetryPolicy } from '../../src/domain/task/spec.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { finishRun } from '../../src/engine/run/finish-run.service.ts';
import { benchDeck, EXIT_0, EXIT_1, type BenchRunner } from './bench-runner.ts';
import { EngineBench, SPEC, STEPS, acceptedId, expectContent } from './engine-bench.ts';

const RETRY: RetryPolicy = { onLost: 'REQUEUE', maxLost: 9, maxRetries: 9, backoffSeconds: 0 };

let bench: EngineBench;
let runner: BenchRunner;
/** Of the test's own: a queue, a deck and a runner of this name. */
let name: string;
let queueId: string;
let tests = 0;

beforeAll(async () => void (bench = await EngineBench.open()));
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});
beforeEach(async () => {
  name = `q${++tests}`;
  queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name, accepts: ['command', 'steps'] }));
  runner = await openRunner();
});

const openRunner = () => bench.runner(name, { queues: [name], decks: [benchDeck(name)] });

async function startRun(spec: object = SPEC): Promise<{ runId: string; taskId: string }> {
  const definition = { tasks: [{ node: 'a', spec, retry: RETRY }] };
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true, queueId }));
  return { runId, taskId: (await bench.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [runId])).id };
}

const finish = async (runId: string): Promise<string> => acceptedId(await finishRun(bench.engine, bench.as(), { runId }));

async function expectOver(runId: string, taskId: string, ended: object): Promise<void> {
  expect(await bench.taskRow(taskId)).toMatchObject(ended);
  expect(await bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [taskId])).toEqual([]);
  expect(await bench.one('SELECT status, deactivated FROM run WHERE id = $1', [runId])).toEqual({ status: 'FAILED', deactivated: 'FINISHED' });
  expect(await runner.claim(4, [name])).toEqual([]);
}

test('a command that fails has failed, however many retries it has left; in a run that is open it is tried again', async () => {
  const open = await startRun();
  await runner.finish(await runner.take(), EXIT_1);
  expect(await bench.taskRow(open.taskId)).toMatchObject({ status: 'queued', failedCount: 1 });
  const again = await runner.take();
  await finish(open.runId);
  await runner.finish(again, EXIT_1);
  await expectOver(open.runId, open.taskId, { status: 'failed', reason: 'EXIT', failedCount: 2 });
});

test('a command whose runner is lost has failed, and enters no queue', async () => {
  const { runId, taskId } = await startRun();
  await runner.take();
  await finish(runId);
  await bench.expire(name);
  runner = await openRunner();
  await expectOver(runId, taskId, { status: 'failed', reason: 'CRASHED', lostCount: 1 });
});

test('steps whose runner is lost have failed, and ask nobody', async () => {
  const { runId, taskId } = await startRun({ ...STEPS, deck: name });
  await runner.take(name);
  await finish(runId);
  await bench.expire(name);
  runner = await openRunner();
  await expectOver(runId, taskId, { status: 'failed', reason: 'CRASHED', hold: 'NONE', holdN: 0 });
});

test.each([['a command', SPEC], ['steps', null]] as const)('%s that a runner gives back unharmed goes back and runs to its end', async (_what, command) => {
  const { runId, taskId } = await startRun(command ?? { ...STEPS, deck: name });
  const attempt = await runner.take(command ? undefined : name);
  await finish(runId);
  await runner.finish(attempt, { by: 'HANDED_BACK', message: 'shutting down' });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', lostCount: 0, failedCount: 0 });
  await runner.finish(await runner.take(command ? undefined : name), command ? EXIT_0 : { by: 'DONE' });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed' });
  expect(await bench.one('SELECT status, deactivated FROM run WHERE id = $1', [runId])).toEqual({ status: 'SUCCEEDED', deactivated: 'FINISHED' });
});

test('what was given back and waits again is still ended by an abort of the run', async () => {
  const { runId, taskId } = await startRun();
  const attempt = await runner.take();
  await finish(runId);
  await runner.finish(attempt, { by: 'HANDED_BACK', message: 'shutting down' });
  acceptedId(await abortRun(bench.engine, bench.as(), { runId }));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped' });
  expect(await runner.claim(1)).toEqual([]);
});
