// Control of whole runs: pause, resume, retry, finish.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { finishRun } from '../../src/engine/run/finish-run.service.ts';
import { pauseRun, resumeRun } from '../../src/engine/run/pause-run.service.ts';
import { retryRun } from '../../src/engine/run/retry-run.service.ts';
import { createQueue, drainQueue } from '../../src/engine/queue/queue.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { BOTH, openLab, registers, startRun, type LabRunner } from './control-bench.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';
import { EXIT_0, EXIT_1 } from './bench-runner.ts';

let bench: EngineBench;
let lab: LabRunner;
let queueId: string;

beforeEach(async () => {
  bench = await EngineBench.open();
  queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'both', accepts: ['command', 'steps'] }));
  lab = await openLab(bench, 'lab-runner', ['both']);
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const node = (name: string, ...needs: string[]) => ({ node: name, spec: SPEC, needs });

async function run(runId: string): Promise<{ status: string; paused: boolean; deactivated: string | null }> {
  return bench.one('SELECT status, paused, deactivated FROM run WHERE id = $1', [runId]);
}

describe('pause', () => {
  test('of a run lets its steps task stand still, keeps what waits from starting, and a resume undoes both', async () => {
    const { runId, tasks } = await startRun(bench, BOTH, { queueId });
    await lab.takeSteps();
    await lab.begin('main');
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    expect(await lab.takeCommands()).toEqual([]);
    expect((await lab.hear()).control).toMatchObject({ pause: 'STEP' });
    await lab.hold('USER');
    expect(await run(runId)).toMatchObject({ status: 'HELD', paused: true });
    acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
    expect((await lab.hear()).control).toMatchObject({ pause: null, answer: { holdN: 1 } });
    expect((await lab.takeCommands()).map((one) => one.taskId)).toEqual([tasks['w']]);
    expect(await run(runId)).toMatchObject({ status: 'RUNNING', paused: false });
    expect(await bench.kinds(runId)).toEqual(expect.arrayContaining(['run.paused', 'run.resumed']));
  });

  test('a task that was paused on its own stays paused when its run is resumed', async () => {
    const { runId, tasks } = await startRun(bench, BOTH, { queueId });
    await lab.takeSteps();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: tasks['s']!, after: 'ITERATION' }));
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    expect(await registers(bench, tasks['s']!)).toMatchObject({ hold: 'REQUESTED', pauseAfter: 'STEP' });
    acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
    expect(await registers(bench, tasks['s']!)).toMatchObject({ hold: 'REQUESTED' });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: tasks['s']! }));
    expect(await registers(bench, tasks['s']!)).toMatchObject({ hold: 'NONE' });
  });

  test('a task that is paused on its own after its run was stays paused when the run is resumed, whether it stands still by then or not', async () => {
    for (const reached of [false, true]) {
      const { runId, tasks } = await startRun(bench, { tasks: [BOTH.tasks[0]] }, { queueId });
      const s = tasks['s']!;
      await lab.takeSteps();
      acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
      await lab.hear();
      if (reached) await lab.hold('USER');
      acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s }));
      expect(await pauseTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'NOOP', code: 'ALREADY_PAUSED' });
      acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
      expect(await registers(bench, s)).toMatchObject({ hold: reached ? 'USER' : 'REQUESTED' });
      acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s }));
      expect(await registers(bench, s)).toMatchObject({ hold: 'NONE' });
      await lab.finish();
    }
  });

  test('what becomes ready while its run is paused does not start before the run is resumed', async () => {
    const { runId, tasks } = await startRun(bench, { tasks: [node('a'), node('b', 'a')] }, { queueId });
    const [attempt] = await lab.takeCommands();
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    await lab.finish(EXIT_0, attempt);
    expect(await lab.takeCommands()).toEqual([]);
    acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
    expect((await lab.takeCommands()).map((one) => one.taskId)).toEqual([tasks['b']]);
  });

  test('a hold that is answered while the run is paused lasts for its step: then the task stands still again', async () => {
    const { runId, tasks } = await startRun(bench, BOTH, { queueId });
    const s = tasks['s']!;
    await lab.takeSteps();
    await lab.begin('main');
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    await lab.step({ path: '0' }, 'FAILED');
    await lab.hold('STEP_FAILED', { step: { section: 'main', index: 0, path: '0', sample: 0, try: 1 } });
    expect(await registers(bench, s)).toMatchObject({ hold: 'STEP_FAILED', pauseAfter: null });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s, failedStep: 'RETRY' }));
    expect((await lab.hear()).control).toMatchObject({ pause: 'STEP', answer: { holdN: 1, failedStep: 'RETRY' } });
    await lab.hold('USER');
    acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
    expect(await registers(bench, s)).toMatchObject({ hold: 'NONE', answer: { holdN: 2 } });
  });

  test('nothing starts after a pause of the run has answered, however many claims are under way', async () => {
    const { runId } = await startRun(bench, { tasks: Array.from({ length: 30 }, (_, i) => node(`n${i}`)) }, { queueId });
    await bench.warm();
    const claims = Array.from({ length: 6 }, async () => {
      for (let i = 0; i < 4; i++) await lab.takeCommands(1);
    });
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    const { seq } = await bench.one<{ seq: number }>(`SELECT max(seq) AS seq FROM event WHERE kind = 'run.paused'`);
    await Promise.all(claims);
    expect(await bench.sql(`SELECT 1 FROM event WHERE kind = 'task.started' AND seq > $1`, [seq])).toEqual([]);
    expect(await lab.takeCommands()).toEqual([]);
  });

  test('a run that has ended is not paused; one that was paused before can still be resumed', async () => {
    const { runId } = await startRun(bench, { tasks: [node('a')] }, { queueId });
    const [attempt] = await lab.takeCommands();
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    expect(await pauseRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_PAUSED' });
    await lab.finish(EXIT_1, attempt);
    expect(await run(runId)).toMatchObject({ status: 'FAILED', paused: true });
    expect(await pauseRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'REFUSED', code: 'ALREADY_ENDED' });
    acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
    expect(await resumeRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
  });
});

describe('retry', () => {
  test('of a run retries what failed and was stopped, and nothing else', async () => {
    const { runId, tasks } = await startRun(bench, { tasks: [node('good'), node('bad'), node('stopped'), node('behind', 'bad')] }, { queueId });
    expect(await retryRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'REFUSED', code: 'NOTHING_FAILED' });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: tasks['stopped']! }));
    for (const attempt of await lab.takeCommands()) await lab.finish(attempt.node === 'bad' ? EXIT_1 : EXIT_0, attempt);
    expect(await run(runId)).toMatchObject({ status: 'FAILED' });
    acceptedId(await retryRun(bench.engine, bench.as(), { runId }));
    const again = await lab.takeCommands();
    expect(again.map((one) => one.node).sort()).toEqual(['bad', 'stopped']);
    for (const attempt of again) await lab.finish(EXIT_0, attempt);
    const [behind] = await lab.takeCommands();
    expect(behind).toMatchObject({ node: 'behind' });
    await lab.finish(EXIT_0, behind);
    expect(await run(runId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('is all or nothing: a queue that is closed refuses it whole', async () => {
    const { runId, tasks } = await startRun(bench, { tasks: [node('a'), { ...node('b'), queue: 'default' }] }, { queueId });
    for (const name of ['a', 'b']) acceptedId(await abortTask(bench.engine, bench.as(), { taskId: tasks[name]! }));
    await drainQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue });
    expect(await retryRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'REFUSED', code: 'QUEUE_CLOSED' });
    for (const name of ['a', 'b']) expect(await registers(bench, tasks[name]!)).toMatchObject({ status: 'stopped' });
  });

  test('leaves out what needs something that has not succeeded, and is refused when that is all there is', async () => {
    const { runId, tasks } = await startRun(bench, { tasks: [node('a'), node('b', 'a')] }, { queueId });
    const [first] = await lab.takeCommands();
    await lab.finish(EXIT_0, first);
    const [second] = await lab.takeCommands();
    await lab.finish(EXIT_1, second);
    acceptedId(await resetTask(bench.engine, bench.as(), { taskId: tasks['a']! }));
    expect(await retryRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'REFUSED', code: 'BLOCKED' });
  });
});

describe('finish', () => {
  test('lets what runs go on to its end, and stops what has not begun', async () => {
    const { runId, tasks } = await startRun(bench, { tasks: [node('a'), node('b'), node('c', 'a')] }, { queueId });
    const [attempt] = await lab.takeCommands(1);
    acceptedId(await finishRun(bench.engine, bench.as(), { runId, reason: 'enough' }));
    expect(await run(runId)).toMatchObject({ status: 'RUNNING', deactivated: 'FINISHED' });
    expect(await registers(bench, tasks['a']!)).toMatchObject({ status: 'in_progress', orderVerb: null });
    for (const name of ['b', 'c']) expect(await bench.taskRow(tasks[name]!)).toMatchObject({ status: 'stopped', reason: 'enough' });
    expect(await finishRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    for (const command of [pauseRun, retryRun, enqueueRun]) expect(await command(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'REFUSED', code: 'RUN_ENDED' });
    await lab.finish(EXIT_0, attempt);
    expect(await run(runId)).toMatchObject({ status: 'STOPPED', deactivated: 'FINISHED' });
    expect(await lab.takeCommands()).toEqual([]);
  });

  test('can be followed by an abort while something still runs', async () => {
    const { runId, tasks } = await startRun(bench, { tasks: [node('a')] }, { queueId });
    const [attempt] = await lab.takeCommands();
    acceptedId(await finishRun(bench.engine, bench.as(), { runId }));
    acceptedId(await abortRun(bench.engine, bench.as(), { runId }));
    expect(await registers(bench, tasks['a']!)).toMatchObject({ orderVerb: 'ABORT' });
    await lab.finish({ by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' }, attempt);
    expect(await run(runId)).toMatchObject({ status: 'STOPPED', deactivated: 'FINISHED' });
    expect(await abortRun(bench.engine, bench.as(), { runId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_ENDED' });
  });
});

test('a run that does not exist is not found, by any command', async () => {
  const runId = uuidv7();
  for (const command of [pauseRun, resumeRun, retryRun, finishRun, abortRun, enqueueRun]) {
    for (const id of [runId, 'no id']) await expect(command(bench.engine, bench.as(), { runId: id })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['runId'] });
  }
  acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [node('a')] }, enqueue: false }));
});
