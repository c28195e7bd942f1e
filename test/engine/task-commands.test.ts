// Commands on single tasks: what each does, when it refuses, what the log tells.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { abortTask, killTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { createQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EXIT_1 } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open()));
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

describe('create', () => {
  test('a new task is created, in no queue, with its event handed on after the commit', async () => {
    const outcome = await createTask(bench.engine, bench.as('operator', 'r-1'), { name: 'train', spec: { kind: 'command', binary: 'python' }, tags: ['a', 'b'], priority: 7 });
    const taskId = acceptedId(outcome);
    const row = await bench.one('SELECT name, status, spec, retry, tags, priority, queue_id, created_by FROM task WHERE id = $1', [taskId]);
    expect(row).toEqual({
      name: 'train', status: 'created', spec: { kind: 'command', binary: 'python', args: [], env: {} }, retry: { onLost: 'REQUEUE', maxLost: 5, maxRetries: 0, backoffSeconds: 10 },
      tags: ['a', 'b'], priority: 7, queue_id: null, created_by: bench.local.userId,
    });
    expect(bench.committed.at(-1)).toMatchObject({ seq: outcome.seq, kind: 'task.created', subjectId: taskId, taskId, actorId: bench.local.userId, requestId: 'r-1', data: { status: 'created', name: 'train' } });
  });

  test('a task belongs to the project that was named', async () => {
    const projectId = acceptedId(await createProject(bench.engine, bench.as(), { path: '/vision/training', description: 'd' }));
    const taskId = await bench.task({ projectId });
    expect(await bench.one('SELECT project_id FROM task WHERE id = $1', [taskId])).toEqual({ project_id: projectId });
    await expect(createProject(bench.engine, bench.as(), { path: '/vision/training' })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', path: ['path'] });
  });

  test('viewers and runners may not command; what they send is not even read', async () => {
    const taskId = await bench.task();
    for (const role of ['viewer', 'runner', 'tms'] as const) {
      await expect(createTask(bench.engine, bench.as(role), { name: 'x', spec: SPEC })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(enqueueTask(bench.engine, bench.as(role), { taskId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(createQueue(bench.engine, bench.as(role), { name: 'x', accepts: ['command'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    // A queue is shared by all: who has the role in some projects only makes none, and changing one takes an admin.
    const kept = { ...bench.as('operator'), actor: { ...bench.local, role: 'operator', grants: [{ path: '/some', role: 'operator' }] } } as const;
    await expect(createQueue(bench.engine, kept, { name: 'x', accepts: ['command'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(updateQueue(bench.engine, bench.as('operator'), { queueId: bench.defaultQueue, maxRunning: 1 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await bench.kinds(taskId)).toEqual(['task.created']);
  });
});

describe('enqueue and dequeue', () => {
  test('an enqueued task waits at the end of its priority in the default queue, or in the one that was named', async () => {
    const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'gpu', accepts: ['command'] }));
    const first = await bench.queued({ priority: 3 });
    const second = await bench.queued({}, { queueId, priority: 9 });
    const third = await bench.queued({ priority: 3 });
    const items = await bench.sql('SELECT task_id, queue_id, priority FROM queue_item ORDER BY rank');
    expect(items).toEqual([
      { task_id: first, queue_id: bench.defaultQueue, priority: 3 },
      { task_id: second, queue_id: queueId, priority: 9 },
      { task_id: third, queue_id: bench.defaultQueue, priority: 3 },
    ]);
    expect(await bench.taskRow(second)).toMatchObject({ status: 'queued', queueId, priority: 9 });
  });

  test('enqueueing what waits already changes nothing and says so', async () => {
    const taskId = await bench.queued();
    expect(await enqueueTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_QUEUED', seq: null });
    expect(await bench.sql('SELECT 1 FROM queue_item')).toHaveLength(1);
  });

  test('a running task cannot be enqueued or dequeued, a completed one wants to be retried', async () => {
    const taskId = await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    for (const command of [enqueueTask, dequeueTask]) expect(await command(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'ALREADY_RUNNING', message: expect.stringContaining('abort') });
    await runner.finish(attempt);
    expect(await enqueueTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'USE_RETRY' });
    expect(await dequeueTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
  });

  test('a dequeued task is created again, and nobody gets it', async () => {
    const taskId = await bench.queued();
    acceptedId(await dequeueTask(bench.engine, bench.as(), { taskId }));
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'created' });
    expect(await (await bench.runner('r')).claim(10)).toEqual([]);
    expect(await dequeueTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'NOOP', code: 'NOT_QUEUED' });
    expect(await bench.kinds(taskId)).toEqual(['task.created', 'task.enqueued', 'task.dequeued']);
  });
});

describe('abort and kill', () => {
  test('a queued task stops at once', async () => {
    const taskId = await bench.queued();
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId, reason: 'wrong data' }));
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', reason: 'wrong data' });
    expect(await bench.sql('SELECT 1 FROM queue_item')).toEqual([]);
    expect(await abortTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'NOOP', code: 'ALREADY_ENDED' });
  });

  test('a task that was never enqueued is refused: there is nothing to end', async () => {
    const taskId = await bench.task();
    expect(await abortTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'NOT_RUNNING' });
  });

  test('the runner of a running task gets the order with its next beat, a harder one replaces it, a softer one does not', async () => {
    const taskId = await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    expect(await runner.beat([attempt])).toEqual({ orders: [], controls: [], lost: [] });
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
    expect(await runner.beat([attempt])).toEqual({ orders: [{ attemptId: attempt.attemptId, order: { verb: 'ABORT', after: null, cleanup: 'RUN' } }], controls: [], lost: [] });
    expect(await abortTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'NOOP', code: 'WEAKER_ORDER' });
    acceptedId(await killTask(bench.engine, bench.as(), { taskId }));
    expect(await abortTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'NOOP', code: 'WEAKER_ORDER' });
    expect((await runner.beat([attempt])).orders).toEqual([{ attemptId: attempt.attemptId, order: { verb: 'KILL', after: null, cleanup: 'SKIP' } }]);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress', orderVerb: 'KILL' });
    await runner.finish(attempt, { by: 'ORDER', verb: 'KILL', exitCode: null, signal: 'SIGKILL' });
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', orderVerb: null });
    expect(await bench.one('SELECT state, outcome, failure, signal FROM attempt')).toEqual({ state: 'ENDED', outcome: 'ABORTED', failure: 'ABORTED', signal: 'SIGKILL' });
  });

  test('a task that ends well although it was told to end has completed', async () => {
    const taskId = await bench.queued();
    const runner = await bench.runner('r');
    const attempt = await runner.take();
    acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
    await runner.finish(attempt);
    expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed', orderVerb: null });
  });

  test('an aborted task is not retried by its policy, however it ends', async () => {
    const ends: AttemptEnd[] = [EXIT_1, { by: 'SIGNAL', signal: 'SIGTERM' }, { by: 'TIMEOUT', exitCode: null, signal: 'SIGKILL' }, { by: 'CRASHED', message: 'gone' }, { by: 'HANDED_BACK', message: 'shutdown' }];
    const runner = await bench.runner('r');
    for (const end of ends) {
      const taskId = await bench.queued({ retry: { maxRetries: 5, backoffSeconds: 0 } });
      const attempt = await runner.take();
      acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
      await runner.finish(attempt, end);
      expect(['stopped', 'failed']).toContain((await bench.taskRow(taskId)).status);
    }
    expect(await runner.claim(10)).toEqual([]);
  });
});

describe('retry and clone', () => {
  test('a failed, a stopped and a completed task run again with a new attempt and a new epoch; a waiting one does not', async () => {
    const runner = await bench.runner('r');
    for (const end of [EXIT_1, { by: 'ORDER', verb: 'ABORT', exitCode: 1, signal: null }, { by: 'EXIT', exitCode: 0 }] as const) {
      const taskId = await bench.queued();
      expect(await retryTask(bench.engine, bench.as(), { taskId })).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
      const first = await runner.take();
      await runner.finish(first, end);
      acceptedId(await retryTask(bench.engine, bench.as(), { taskId }));
      const second = await runner.take();
      expect(second).toMatchObject({ taskId, attemptNo: 2, epoch: first.epoch + 1 });
      await runner.finish(second);
      expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed', attemptNo: 2 });
    }
  });

  test('a retried task waits in the queue that it came from with the priority that it had', async () => {
    const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'gpu', accepts: ['command'] }));
    const taskId = await bench.queued({}, { queueId, priority: 4 });
    const runner = await bench.runner('r', { queues: ['gpu'] });
    await runner.finish(await runner.take(), EXIT_1);
    acceptedId(await retryTask(bench.engine, bench.as(), { taskId }));
    expect(await bench.one('SELECT queue_id, priority FROM queue_item')).toEqual({ queue_id: queueId, priority: 4 });
  });

  test('a clone has the spec of its original but for what was changed, and lives on its own', async () => {
    const original = await bench.queued({ name: 'train', spec: { kind: 'command', binary: 'python', args: ['a'], env: { A: '1', B: '2' } }, tags: ['t'], priority: 2 });
    const cloneId = acceptedId(await cloneTask(bench.engine, bench.as(), { taskId: original, name: 'again', args: ['x', 'y'], env: { B: '3', C: '4' } }));
    expect(await bench.one('SELECT name, spec, tags, priority, status, cloned_from FROM task WHERE id = $1', [cloneId])).toEqual({
      name: 'again', spec: { kind: 'command', binary: 'python', args: ['x', 'y'], env: { A: '1', B: '3', C: '4' } }, tags: ['t'], priority: 2, status: 'created', cloned_from: original,
    });
    expect(await bench.taskRow(original)).toMatchObject({ status: 'queued' });
  });

  test('a task that does not exist is not found, by any command', async () => {
    const taskId = uuidv7();
    for (const command of [enqueueTask, dequeueTask, abortTask, killTask, retryTask, cloneTask]) await expect(command(bench.engine, bench.as(), { taskId })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['taskId'] });
  });
});
