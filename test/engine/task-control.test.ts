// Control of steps tasks: pause, resume, answer, stop, force, reset, publish, close; what each leaves in the registers and in the log.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportOutcome } from '../../src/engine/external/report-outcome.service.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { answerInput, pauseTask, resumeTask } from '../../src/engine/task/pause-task.service.ts';
import { abortTask, killTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { forceTask } from '../../src/engine/task/force-task.service.ts';
import { closeTask, publishTask } from '../../src/engine/task/publish-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { BOTH, openLab, registers, startRun, type LabRunner } from './control-bench.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let lab: LabRunner;
let s: string;
let w: string;
let runId: string;

beforeEach(async () => {
  bench = await EngineBench.open();
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'both', accepts: ['command', 'steps'] }));
  lab = await openLab(bench, 'lab-runner', ['both']);
  ({ runId, tasks: { s, w } } = await startRun(bench, BOTH, { queueId }) as { runId: string; tasks: { s: string; w: string } });
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** The steps task in progress, one step of its first iteration done. */
async function begun(): Promise<void> {
  await lab.takeSteps();
  await lab.begin('main', 0);
  await lab.step({ path: '0' }, 'SUCCEEDED');
}

async function lastEvent(taskId: string, kind: string): Promise<unknown> {
  return (await bench.sql<{ data: unknown }>('SELECT data FROM event WHERE task_id = $1 AND kind = $2 ORDER BY seq DESC LIMIT 1', [taskId, kind]))[0]?.data;
}

describe('pause and resume', () => {
  test('a pause is told to the runner once, takes effect at its boundary, and a resume lets the task go on', async () => {
    await begun();
    expect((await lab.hear()).control).toBeNull();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ status: 'in_progress', hold: 'REQUESTED', pauseAfter: 'STEP', controlN: 1, holdN: 0 });
    expect(await lastEvent(s, 'task.held')).toEqual({ hold: 'REQUESTED', after: 'STEP', controlN: 1 });
    expect((await lab.hear()).control).toMatchObject({ controlN: 1, pause: 'STEP', answer: null });
    expect((await lab.hear()).control).toBeNull();
    await lab.hold('USER');
    expect(await registers(bench, s)).toMatchObject({ hold: 'USER', holdN: 1, pauseAfter: null, controlN: 1 });
    expect(await bench.one('SELECT status FROM run WHERE id = $1', [runId])).toEqual({ status: 'HELD' });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ hold: 'NONE', controlN: 2, answer: { holdN: 1, failedStep: null, value: null } });
    expect((await lab.hear()).control).toMatchObject({ pause: null, answer: { holdN: 1 } });
    expect(await bench.one('SELECT status FROM run WHERE id = $1', [runId])).toEqual({ status: 'RUNNING' });
  });

  test('a pause after the iteration becomes a pause after the step, never the other way round', async () => {
    await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s, after: 'ITERATION' }));
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s, after: 'STEP' }));
    expect(await registers(bench, s)).toMatchObject({ hold: 'REQUESTED', pauseAfter: 'STEP', controlN: 2 });
    for (const after of ['ITERATION', 'STEP'] as const) expect(await pauseTask(bench.engine, bench.as(), { taskId: s, after })).toMatchObject({ result: 'NOOP', code: 'ALREADY_PAUSED' });
    await lab.hear();
    await lab.hold('USER');
    expect(await pauseTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'NOOP', code: 'ALREADY_PAUSED' });
  });

  test('a pause that was taken back before it took effect is void, also when the runner had already come to stand still', async () => {
    await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s }));
    await lab.hear();
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s }));
    await lab.hold('USER');
    expect(await registers(bench, s)).toMatchObject({ hold: 'NONE', controlN: 2 });
    expect((await lab.hear()).control).toMatchObject({ controlN: 2, pause: null });
  });

  test('a command cannot stand still, and what does not run is not paused', async () => {
    const [attempt] = await lab.takeCommands();
    expect(await pauseTask(bench.engine, bench.as(), { taskId: w })).toMatchObject({ result: 'REFUSED', code: 'NOT_SUPPORTED_BY_RUNNER' });
    await lab.finish({ by: 'EXIT', exitCode: 0 }, attempt);
    expect(await pauseTask(bench.engine, bench.as(), { taskId: w })).toMatchObject({ result: 'REFUSED', code: 'ALREADY_ENDED' });
    expect(await pauseTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'NOT_RUNNING' });
    expect(await resumeTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'NOT_HELD' });
    await expect(pauseTask(bench.engine, bench.as(), { taskId: s, after: 'TASK' as never })).rejects.toMatchObject({ code: 'INVALID', path: ['after'] });
  });

  test('a pause that was asked for is told to the next runner too, when the first has handed the task back', async () => {
    await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s, after: 'ITERATION' }));
    await lab.hear();
    await lab.finish({ by: 'HANDED_BACK', message: 'shutting down' });
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', hold: 'REQUESTED' });
    expect(await pauseTask(bench.engine, bench.as(), { taskId: s, after: 'ITERATION' })).toMatchObject({ result: 'NOOP', code: 'ALREADY_PAUSED' });
    expect(await lab.takeSteps()).toMatchObject({ held: null });
    expect((await lab.hear()).control).toMatchObject({ pause: 'ITERATION' });
    await lab.hold('USER');
    expect(await registers(bench, s)).toMatchObject({ hold: 'USER' });
  });

  test('the end of a paused task ends its pause', async () => {
    await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s }));
    await lab.hear();
    await lab.hold('USER');
    await lab.finish({ by: 'FAILED', message: 'it broke' });
    expect(await registers(bench, s)).toMatchObject({ status: 'failed', hold: 'NONE', pauseAfter: null, answer: null });
    expect(await lastEvent(s, 'task.ended')).toMatchObject({ hold: 'NONE', status: 'failed' });
  });
});

describe('a failed step', () => {
  beforeEach(async () => {
    await begun();
    await lab.step({ path: '1' }, 'FAILED');
    await lab.hold('STEP_FAILED', { message: 'it jammed', step: { section: 'main', index: 0, path: '1', sample: 0, try: 1 } });
  });

  test.each(['SKIP', 'RETRY'] as const)('is answered with %s, and the runner is told so for this hold', async (failedStep) => {
    expect(await resumeTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'CHOOSE_FAILED_STEP', message: expect.stringContaining('SKIP or RETRY') });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s, failedStep }));
    expect((await lab.hear()).control).toMatchObject({ answer: { holdN: 1, failedStep, value: null }, pause: null });
    expect(await lastEvent(s, 'task.resumed')).toEqual({ hold: 'NONE', failedStep, controlN: 1 });
    expect(await bench.one('SELECT hold_step_id, hold_message, hold_since FROM task WHERE id = $1', [s])).toEqual({ hold_step_id: null, hold_message: null, hold_since: null });
  });

  test('is retried by resuming, not by a retry, and needs no input', async () => {
    expect(await retryTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'USE_RESUME' });
    expect(await answerInput(bench.engine, bench.as(), { taskId: s, value: 1 })).toMatchObject({ result: 'REFUSED', code: 'NOT_ASKED' });
    await expect(resumeTask(bench.engine, bench.as(), { taskId: s, failedStep: 'MAYBE' as never })).rejects.toMatchObject({ code: 'INVALID', path: ['failedStep'] });
  });

  test('outlives its runner: the task waits held for the next one, and is answered there', async () => {
    await bench.expire('lab-runner');
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED', holdN: 1 });
    expect(await resumeTask(bench.engine, bench.as(), { taskId: s, failedStep: 'SKIP' })).toMatchObject({ result: 'REFUSED', code: 'WAITS_FOR_RUNNER' });
    const next = await openLab(bench, 'lab-runner', ['both']);
    expect(await next.takeSteps()).toMatchObject({ held: { hold: 'STEP_FAILED' }, resumes: true, holdN: 1 });
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s, failedStep: 'SKIP' }));
    expect((await next.hear()).control).toMatchObject({ answer: { holdN: 1, failedStep: 'SKIP' } });
  });

  test('a choice is refused where no step has failed', async () => {
    acceptedId(await resumeTask(bench.engine, bench.as(), { taskId: s, failedStep: 'SKIP' }));
    await lab.hear();
    await lab.hold('INTERVENTION');
    await expect(resumeTask(bench.engine, bench.as(), { taskId: s, failedStep: 'SKIP' })).rejects.toMatchObject({ code: 'INVALID', path: ['failedStep'] });
    expect(await registers(bench, s)).toMatchObject({ hold: 'INTERVENTION' });
  });
});

describe('an input', () => {
  test('is answered with a value of its type, once', async () => {
    await begun();
    await lab.hold('INPUT', { message: 'how many?', prompt: { text: 'how many?', type: 'int' } });
    expect(await resumeTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'USE_ANSWER' });
    await expect(answerInput(bench.engine, bench.as(), { taskId: s, value: 'many' })).rejects.toMatchObject({ code: 'INVALID', path: ['value'] });
    expect(await registers(bench, s)).toMatchObject({ hold: 'INPUT', controlN: 0 });
    acceptedId(await answerInput(bench.engine, bench.as('operator', 'once'), { taskId: s, value: '12' }));
    acceptedId(await answerInput(bench.engine, bench.as('operator', 'once'), { taskId: s, value: '12' }));
    expect(await registers(bench, s)).toMatchObject({ hold: 'NONE', controlN: 1, answer: { holdN: 1, failedStep: null, value: 12 } });
    expect(await answerInput(bench.engine, bench.as(), { taskId: s, value: 13 })).toMatchObject({ result: 'REFUSED', code: 'NOT_ASKED' });
    expect((await lab.hear()).control).toMatchObject({ answer: { holdN: 1, value: 12 } });
  });
});

describe('stop', () => {
  test.each([
    [{}, { verb: 'STOP', after: 'ITERATION', cleanup: 'RUN' }],
    [{ after: 'STEP' }, { verb: 'STOP', after: 'STEP', cleanup: 'RUN' }],
    [{ after: 'STEP', cleanup: 'SKIP' }, { verb: 'STOP', after: 'STEP', cleanup: 'SKIP' }],
    [{ after: 'TASK' }, { verb: 'STOP', after: 'TASK', cleanup: 'RUN' }],
  ] as const)('with %j the runner of a steps task gets %j', async (input, order) => {
    await begun();
    acceptedId(await stopTask(bench.engine, bench.as(), { taskId: s, ...input }));
    expect((await lab.hear()).order).toEqual(order);
    expect(await stopTask(bench.engine, bench.as(), { taskId: s, ...input })).toMatchObject({ result: 'NOOP', code: 'WEAKER_ORDER' });
  });

  test('of a command waits for its end unless a boundary that it does not have is asked for', async () => {
    const [attempt] = await lab.takeCommands();
    expect(await stopTask(bench.engine, bench.as(), { taskId: w, after: 'STEP' })).toMatchObject({ result: 'REFUSED', code: 'NOT_SUPPORTED_BY_RUNNER' });
    acceptedId(await stopTask(bench.engine, bench.as(), { taskId: w }));
    expect(await bench.one('SELECT order_verb, order_after FROM task WHERE id = $1', [w])).toEqual({ order_verb: 'STOP', order_after: 'TASK' });
    await lab.finish({ by: 'EXIT', exitCode: 0 }, attempt);
    expect(await registers(bench, w)).toMatchObject({ status: 'completed', orderVerb: null });
  });

  test('after an iteration whose cleanup ran completes the task, every other stop stops it', async () => {
    await begun();
    acceptedId(await stopTask(bench.engine, bench.as(), { taskId: s }));
    await lab.finish({ by: 'STOPPED', after: 'ITERATION', cleanup: 'RAN', message: '' });
    expect(await registers(bench, s)).toMatchObject({ status: 'completed' });
  });

  test('of a held task that waits for a runner stops it at once, and its hold is over', async () => {
    await begun();
    await lab.step({ path: '1' });
    await bench.expire('lab-runner');
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', hold: 'STEP_FAILED' });
    acceptedId(await stopTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ status: 'stopped', hold: 'NONE', holdN: 1 });
    expect(await bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [s])).toEqual([]);
  });

  test('an order reaches a held task, and the pause that was asked for is over with its end', async () => {
    await begun();
    acceptedId(await pauseTask(bench.engine, bench.as(), { taskId: s }));
    await lab.hear();
    await lab.hold('USER');
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: s }));
    expect(await resumeTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'STOPPING' });
    expect((await lab.hear()).order).toMatchObject({ verb: 'ABORT' });
    await lab.finish({ by: 'ORDER', verb: 'ABORT', exitCode: null, signal: null });
    expect(await registers(bench, s)).toMatchObject({ status: 'stopped', hold: 'NONE', orderVerb: null });
  });
});

describe('force', () => {
  test('ends a running task without its runner, whose later words count for nothing', async () => {
    await begun();
    await lab.step({ path: '1' });
    acceptedId(await killTask(bench.engine, bench.as(), { taskId: s }));
    const { epoch } = lab.attempt;
    acceptedId(await forceTask(bench.engine, bench.as(), { taskId: s, reason: 'the machine burned down' }));
    expect(await registers(bench, s)).toMatchObject({ status: 'stopped', orderVerb: null, hold: 'NONE', epoch: epoch + 1 });
    expect(await bench.one('SELECT state, outcome, failure, message FROM attempt')).toEqual({ state: 'ENDED', outcome: 'ABORTED', failure: 'ABORTED', message: 'the machine burned down' });
    expect(await bench.sql(`SELECT path, state FROM step ORDER BY ord`)).toEqual([{ path: '0', state: 'SUCCEEDED' }, { path: '1', state: 'UNKNOWN' }]);
    expect(await bench.sql('SELECT 1 FROM slot WHERE attempt_id IS NOT NULL')).toEqual([]);
    expect((await lab.hear()).lost).toBe(true);
    expect((await lab.finish()).stale).toEqual([lab.attempt.attemptId]);
    expect(await registers(bench, s)).toMatchObject({ status: 'stopped' });
    expect(await forceTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'NOOP', code: 'ALREADY_ENDED' });
  });

  test('takes the longest reason there is, in any characters', async () => {
    for (const letter of ['x', 'ß', '\u0001', '"']) {
      const { tasks } = await startRun(bench, { tasks: [BOTH.tasks[0]] }, { queueId: (await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'both'`)).id });
      while ((await lab.takeSteps())?.taskId !== tasks['s']) await lab.finish();
      await lab.begin('main');
      await lab.step({ path: '5.body[49999].then.0' });
      acceptedId(await forceTask(bench.engine, bench.as(), { taskId: tasks['s']!, reason: letter.repeat(1_000) }));
      expect(await registers(bench, tasks['s']!)).toMatchObject({ status: 'stopped' });
    }
  });

  test('ends what waits', async () => {
    acceptedId(await forceTask(bench.engine, bench.as(), { taskId: w }));
    expect(await registers(bench, w)).toMatchObject({ status: 'stopped' });
    expect(await bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [w])).toEqual([]);
  });
});

describe('reset', () => {
  test('makes a failed task new in its next generation, and its run does not put it straight back', async () => {
    await begun();
    await lab.finish({ by: 'FAILED', message: 'it broke' });
    acceptedId(await resetTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ status: 'created', generation: 2, hold: 'NONE' });
    expect(await bench.one('SELECT started_at, ended_at, failed_count FROM task WHERE id = $1', [s])).toEqual({ started_at: null, ended_at: null, failed_count: 0 });
    expect(await bench.one('SELECT enqueued FROM run WHERE id = $1', [runId])).toEqual({ enqueued: false });
    expect(await resetTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId: s, queueId: (await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'both'`)).id }));
    expect(await lab.takeSteps()).toMatchObject({ generation: 2, resumes: false, held: null, attemptNo: 2 });
  });

  test('takes a waiting task out of its queue with the hold that waited with it, and is refused while it runs', async () => {
    acceptedId(await resetTask(bench.engine, bench.as(), { taskId: w }));
    expect(await bench.sql('SELECT 1 FROM queue_item WHERE task_id = $1', [w])).toEqual([]);
    await begun();
    expect(await resetTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
    await bench.expire('lab-runner');
    expect(await registers(bench, s)).toMatchObject({ status: 'queued', hold: 'INTERVENTION' });
    acceptedId(await resetTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ status: 'created', hold: 'NONE', generation: 2 });
  });

  test('a hold that waits for a runner stays with a task that is taken out of its queue', async () => {
    await begun();
    await lab.step({ path: '1' });
    await bench.expire('lab-runner');
    acceptedId(await dequeueTask(bench.engine, bench.as(), { taskId: s }));
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId: s, queueId: (await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'both'`)).id }));
    const next = await openLab(bench, 'lab-runner', ['both']);
    expect(await next.takeSteps()).toMatchObject({ held: { hold: 'STEP_FAILED', message: expect.stringContaining('outcome unknown') } });
  });
});

describe('a task whose outcome came from outside while its process still runs', () => {
  test.each([
    ['is reset', resetTask, 'created', 2], ['is retried from the start', retryTask, 'queued', 2], ['is enqueued after it was stopped', enqueueTask, 'queued', 1],
  ] as const)('%s: the old attempt is over in the same moment, and what it still says is stale', async (_name, command, status, generation) => {
    const outcome = command === enqueueTask ? 'stopped' : 'completed';
    const [attempt] = await lab.takeCommands();
    acceptedId(await reportOutcome(bench.engine, bench.as(), { taskId: w, status: outcome }));
    expect(await registers(bench, w)).toMatchObject({ status: outcome });
    acceptedId(await command(bench.engine, bench.as(), { taskId: w }));
    expect(await registers(bench, w)).toMatchObject({ status, generation, epoch: attempt!.epoch + 1 });
    expect((await lab.finish({ by: 'EXIT', exitCode: 1 }, attempt)).stale).toEqual([attempt!.attemptId]);
    expect(await registers(bench, w)).toMatchObject({ status });
  });
});

describe('publish and close', () => {
  test('an ended task is published for ever, and what needs it starts', async () => {
    const { tasks } = await startRun(bench, { tasks: [{ node: 'a', spec: BOTH.tasks[1]!.spec, needs: [] }, { node: 'b', spec: BOTH.tasks[1]!.spec, needs: ['a'] }] });
    expect(await publishTask(bench.engine, bench.as(), { taskId: tasks['a']! })).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: tasks['a']! }));
    expect(await registers(bench, tasks['b']!)).toMatchObject({ status: 'created' });
    acceptedId(await publishTask(bench.engine, bench.as(), { taskId: tasks['a']! }));
    expect(await registers(bench, tasks['a']!)).toMatchObject({ status: 'published' });
    expect(await registers(bench, tasks['b']!)).toMatchObject({ status: 'queued' });
    expect(await publishTask(bench.engine, bench.as(), { taskId: tasks['a']! })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    for (const command of [resetTask, retryTask, closeTask]) expect(await command(bench.engine, bench.as(), { taskId: tasks['a']! })).toMatchObject({ result: 'REFUSED', code: 'FINAL' });
  });

  test('only a stopped task is closed; then it is neither enqueued nor retried', async () => {
    const [attempt] = await lab.takeCommands();
    await lab.finish({ by: 'EXIT', exitCode: 1 }, attempt);
    expect(await closeTask(bench.engine, bench.as(), { taskId: w })).toMatchObject({ result: 'REFUSED', code: 'NOT_STOPPED' });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId: s }));
    acceptedId(await closeTask(bench.engine, bench.as(), { taskId: s }));
    expect(await closeTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    expect(await retryTask(bench.engine, bench.as(), { taskId: s })).toMatchObject({ result: 'REFUSED', code: 'FINAL' });
    acceptedId(await resetTask(bench.engine, bench.as(), { taskId: s }));
    expect(await registers(bench, s)).toMatchObject({ status: 'created', generation: 2 });
  });
});
