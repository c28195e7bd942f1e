// Work of outside workers: what their calls do to tasks in every state, and how their silence ends.
import { expect, test } from 'vitest';
import { pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun } from '../../src/engine/run/end-run.service.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { reap } from '../../src/engine/reaper.ts';
import { abortTask, killTask } from '../../src/engine/task/end-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { startExternal } from '../../src/engine/external/start-external.service.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';
import { EXIT_0 } from './bench-runner.ts';
import { OutsideBenchWorker, attemptsOf, pass, someoneElse } from './outside-bench.ts';

const TTL = 600;
const TIMEOUT = 7_200;

test('from hand-out to outcome an outside worker leaves one attempt, one phase, and a log that tells of both', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.queued();
  await worker.take();
  acceptedId(await worker.start(taskId, { reason: 'pulled', message: 'pulled by w1' }));
  expect(await bench.one('SELECT status, status_reason AS reason, status_message AS message, started_at IS NOT NULL AS begun FROM task')).toEqual({ status: 'in_progress', reason: 'pulled', message: 'pulled by w1', begun: true });
  expect(await worker.start(taskId)).toMatchObject({ result: 'NOOP', code: 'ALREADY_RUNNING' });
  acceptedId(await worker.end(taskId, 'completed', { reason: 'done' }));
  expect(await worker.end(taskId, 'completed', { reason: 'done at last' })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed', reason: 'done at last', epoch: 1, attemptNo: 1 });
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL ENDED COMPLETED']);
  expect(await bench.sql('SELECT section, index, state FROM phase')).toEqual([{ section: 'main', index: 0, state: 'SUCCEEDED' }]);
  expect(await bench.kinds(taskId)).toEqual(['task.created', 'task.enqueued', 'task.handed_out', 'task.started', 'task.ended']);
  await expectContent(bench);
});

test.each([
  ['failed', 'EXTERNAL ENDED FAILED EXIT', 'FAILED'],
  ['stopped', 'EXTERNAL ENDED STOPPED', 'STOPPED'],
] as const)('the outcome %s ends the attempt with it, and nothing is run again by itself whatever the retry policy says', async (status, attempt, phase) => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.task({ retry: { maxRetries: 3 } });
  acceptedId(await worker.start(taskId));
  acceptedId(await worker.end(taskId, status, { reason: 'so it was', message: 'Traceback …'.repeat(500) }));
  expect(await bench.taskRow(taskId)).toMatchObject({ status, reason: 'so it was' });
  expect(await attemptsOf(bench, taskId)).toEqual([attempt]);
  expect(await bench.sql('SELECT state FROM phase')).toEqual([{ state: phase }]);
  await expectContent(bench);
});

test('a start needs no hand-out: from created, stopped and completed it opens an attempt of its own, each with a new epoch', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'laptop');
  const taskId = await bench.task();
  acceptedId(await worker.start(taskId));
  acceptedId(await worker.end(taskId, 'stopped'));
  acceptedId(await worker.start(taskId));
  acceptedId(await worker.end(taskId, 'completed'));
  acceptedId(await worker.start(taskId));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress', epoch: 3, attemptNo: 3 });
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL ENDED STOPPED', 'EXTERNAL ENDED COMPLETED', 'EXTERNAL RUNNING']);
  await expectContent(bench);
});

test('a start of a task that waits in a queue takes it out, also while the queue is paused, and no runner gets it', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'laptop');
  const first = await bench.queued();
  const taskId = await bench.queued();
  acceptedId(await pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
  acceptedId(await worker.start(taskId));
  expect(await bench.sql('SELECT task_id AS id FROM queue_item')).toEqual([{ id: first }]);
  acceptedId(await worker.end(taskId));
  expect(await bench.kinds(taskId)).toEqual(['task.created', 'task.enqueued', 'task.dequeued', 'task.started', 'task.ended']);
  await expectContent(bench);
});

test.each([
  ['failed', 'ALREADY_ENDED'],
  ['closed', 'FINAL'],
  ['published', 'FINAL'],
  ['unknown', 'UNKNOWN_STATUS'],
] as const)('a start of a task that is %s is refused with what to do, unless the worker insists', async (status, code) => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'laptop');
  const taskId = await bench.task();
  await bench.sql('UPDATE task SET status = $2 WHERE id = $1', [taskId, status]);
  expect(await worker.start(taskId)).toMatchObject({ result: 'REFUSED', code });
  acceptedId(await worker.start(taskId, { force: true }));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress' });
});

test('a status that a worker insists on is on record as forced, and the log still explains every change', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'laptop');
  const taskId = await bench.queued();
  expect(await worker.end(taskId, 'completed')).toMatchObject({ result: 'REFUSED', code: 'NOT_RUNNING' });
  acceptedId(await worker.end(taskId, 'completed', { force: true }));
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  acceptedId(await worker.end(taskId, 'failed', { force: true }));
  acceptedId(await worker.start(taskId, { force: true }));
  acceptedId(await worker.end(taskId));
  expect(await bench.sql(`SELECT data->>'status' AS status FROM event WHERE data @> '{"forced": true}' ORDER BY seq`)).toEqual([{ status: 'completed' }, { status: 'failed' }, { status: 'in_progress' }]);
  await expectContent(bench);
});

test('a task that needs others, one of an ended run, and one that is no command are refused even to a worker that insists', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'laptop');
  const definition = { tasks: [{ node: 'a', spec: SPEC, needs: [] }, { node: 'b', spec: SPEC, needs: ['a'] }] };
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
  const nodes = new Map((await bench.sql<{ node: string; id: string }>('SELECT node, id FROM task WHERE run_id = $1', [runId])).map(({ node, id }) => [node, id]));
  expect(await worker.start(nodes.get('b')!, { force: true })).toMatchObject({ result: 'REFUSED', code: 'BLOCKED' });
  acceptedId(await abortRun(bench.engine, bench.as(), { runId }));
  expect(await worker.start(nodes.get('a')!, { force: true })).toMatchObject({ result: 'REFUSED', code: 'RUN_ENDED' });
  await bench.sql(`UPDATE task SET spec_kind = 'steps' WHERE id = $1`, [nodes.get('a')!]);
  expect(await worker.start(nodes.get('a')!, { force: true })).toMatchObject({ result: 'REFUSED', code: 'NOT_SUPPORTED' });
  expect(await worker.end(nodes.get('a')!, 'completed', { force: true })).toMatchObject({ result: 'REFUSED', code: 'NOT_SUPPORTED' });
});

test('a run goes on when an outside worker has done what was needed, and its status follows', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const definition = { tasks: [{ node: 'a', spec: SPEC, needs: [] }, { node: 'b', spec: SPEC, needs: ['a'] }] };
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
  const status = async () => (await bench.one<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId])).status;
  const first = await worker.take();
  expect([first.node, await worker.handOut(), await status()]).toEqual(['a', null, 'WAITING']);
  acceptedId(await worker.start(first.taskId));
  expect(await status()).toBe('RUNNING');
  acceptedId(await worker.end(first.taskId));
  const second = await worker.take();
  acceptedId(await worker.start(second.taskId));
  acceptedId(await worker.end(second.taskId, 'failed'));
  expect([second.node, await status()]).toEqual(['b', 'FAILED']);
  await expectContent(bench);
});

test('an outcome told from within the process of our own runner sets the status at once and leaves the attempt to its runner, whose end changes the status no more', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1');
  const inside = new OutsideBenchWorker(bench, 'sdk');
  const taskId = await bench.queued();
  const attempt = await runner.take();
  expect(await inside.start(taskId)).toMatchObject({ result: 'NOOP', code: 'ALREADY_RUNNING' });
  acceptedId(await inside.end(taskId, 'completed'));
  expect(await attemptsOf(bench, taskId)).toEqual(['LEASED RUNNING']);
  expect((await runner.beat([attempt])).lost).toEqual([]);
  acceptedId(await inside.start(taskId));
  expect(await attemptsOf(bench, taskId)).toEqual(['LEASED RUNNING']);
  acceptedId(await inside.end(taskId, 'failed'));
  await runner.finish(attempt, EXIT_0);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed' });
  expect(await attemptsOf(bench, taskId)).toEqual(['LEASED ENDED COMPLETED']);
  await expectContent(bench);
});

test('an outcome told while our own runner carries out an order leaves no order behind, so that the task can be run again', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('r1');
  const taskId = await bench.queued();
  const attempt = await runner.take();
  acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
  acceptedId(await new OutsideBenchWorker(bench, 'sdk').end(taskId, 'stopped', { reason: 'USER ABORTED' }));
  await runner.finish(attempt, { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', reason: 'USER ABORTED', orderVerb: null });
  acceptedId(await retryTask(bench.engine, bench.as(), { taskId }));
  await runner.finish(await runner.take());
  await expectContent(bench);
});

test.each(['enqueue', 'retry'] as const)('%s of a task that ended by such an outcome, while its process still runs, gives it to one runner and ends the older attempt', async (verb) => {
  await using bench = await EngineBench.open();
  const [older, newer] = [await bench.runner('r1'), await bench.runner('r2')];
  const taskId = await bench.queued();
  const attempt = await older.take();
  acceptedId(await new OutsideBenchWorker(bench, 'sdk').end(taskId, 'stopped'));
  acceptedId(await (verb === 'enqueue' ? enqueueTask : retryTask)(bench.engine, bench.as(), { taskId }));
  const again = await newer.take();
  expect(again.taskId).toBe(taskId);
  expect((await older.beat([attempt])).lost).toEqual([attempt.attemptId]);
  expect((await older.finish(attempt)).stale).toEqual([attempt.attemptId]);
  await newer.finish(again);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'completed' });
  await expectContent(bench, { staleWrites: 1 });
});

test('an order to an outside worker waits for it: the outcome it then tells ends the attempt as the order says', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.task();
  acceptedId(await worker.start(taskId));
  acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress', orderVerb: 'ABORT' });
  await worker.touch(taskId);
  expect(await sweepOutside(bench.engine)).toBe(0);
  acceptedId(await worker.end(taskId, 'stopped'));
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL ENDED ABORTED ABORTED']);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', orderVerb: null });
  await expectContent(bench);
});

test('a worker that stays silent after an order is waited for as long as for a start, then the task is stopped', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.task();
  acceptedId(await worker.start(taskId));
  acceptedId(await killTask(bench.engine, bench.as(), { taskId }));
  await pass(bench, taskId, TTL - 5);
  expect(await sweepOutside(bench.engine)).toBe(0);
  await pass(bench, taskId, 6);
  expect(await sweepOutside(bench.engine)).toBe(1);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', reason: 'ABORTED', orderVerb: null });
  await expectContent(bench);
});

test('a worker that is silent for too long has crashed: the task is stopped by the reaper, never run again by itself, whatever its retry policy', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.queued({ retry: { onLost: 'REQUEUE', maxLost: 5, maxRetries: 5 } });
  await worker.take();
  acceptedId(await worker.start(taskId));
  await pass(bench, taskId, TIMEOUT - 5);
  await reap(bench.engine);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress' });
  await pass(bench, taskId, 6);
  await reap(bench.engine);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped', reason: 'Forced stop (non-responsive)' });
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL ENDED LOST CRASHED']);
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  acceptedId(await worker.start(taskId));
  await expectContent(bench);
});

test('signs of life keep a running attempt, whatever name they come under, and are written at most once a second and never into the log', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const child = new OutsideBenchWorker(bench, 'w1:child');
  const taskId = await bench.task();
  acceptedId(await worker.start(taskId));
  await child.touch(null);
  const log = await bench.one('SELECT count(*)::int AS n FROM event');
  const row = () => bench.one<{ version: string; seen: Date }>('SELECT xmin::text AS version, last_seen_at AS seen FROM attempt');
  const fresh = await row();
  await Promise.all(Array.from({ length: 10 }, () => child.touch(taskId)));
  expect(await row()).toEqual(fresh);
  await pass(bench, taskId, TIMEOUT + 1);
  const old = await row();
  await Promise.all(Array.from({ length: 10 }, () => child.touch(taskId)));
  const touched = await row();
  expect(touched.seen.getTime()).toBeGreaterThan(old.seen.getTime());
  await child.touch(taskId);
  expect(await row()).toEqual(touched);
  expect(await sweepOutside(bench.engine)).toBe(0);
  expect(await bench.one('SELECT count(*)::int AS n FROM event')).toEqual(log);
});

test('a sign of life for a task that does not exist, is no id, or runs here is no error and changes nothing', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const runner = await bench.runner('r1');
  const taskId = await bench.queued();
  await runner.take();
  const before = await bench.one('SELECT xmin::text AS version FROM attempt');
  for (const id of [taskId, 'nonsense', '00000000-0000-4000-8000-000000000000', null]) await worker.touch(id);
  expect(await bench.one('SELECT xmin::text AS version FROM attempt')).toEqual(before);
});

test('a dequeue with in_progress is the start of what this worker was handed, and of what still waits', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const [popped, waiting] = [await bench.queued(), await bench.queued()];
  await worker.take();
  acceptedId(await worker.dequeue(popped, 'in_progress'));
  expect(await worker.dequeue(popped, 'in_progress')).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
  acceptedId(await worker.dequeue(waiting, 'in_progress'));
  expect(await attemptsOf(bench, popped)).toEqual(['EXTERNAL RUNNING']);
  expect(await attemptsOf(bench, waiting)).toEqual(['EXTERNAL RUNNING']);
  await expectContent(bench);
});

test('a dequeue gives back a hand-out, takes out what waits, and takes back what runs outside; each is created again', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const [popped, waiting, running] = [await bench.queued(), await bench.queued(), await bench.task()];
  await worker.take();
  acceptedId(await worker.start(running));
  for (const id of [popped, waiting, running]) {
    acceptedId(await worker.dequeue(id));
    expect(await bench.taskRow(id)).toMatchObject({ status: 'created' });
    expect(await worker.dequeue(id)).toMatchObject({ result: 'NOOP', code: 'NOT_QUEUED' });
  }
  expect(await attemptsOf(bench, popped)).toEqual(['EXTERNAL ENDED HANDED_BACK']);
  expect(await attemptsOf(bench, running)).toEqual(['EXTERNAL ENDED HANDED_BACK']);
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  await expectContent(bench);
});

test('a dequeue changes nothing of a task that our own runner is at, and is refused for what was handed to another worker', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const runner = await bench.runner('r1');
  const own = await bench.queued();
  await runner.take();
  expect(await worker.dequeue(own, 'created')).toMatchObject({ result: 'NOOP', code: 'ALREADY_RUNNING' });
  const taskId = await bench.queued();
  const other = new OutsideBenchWorker(bench, 'w2', bench.engine, await someoneElse(bench));
  await other.take();
  expect(await worker.dequeue(taskId)).toMatchObject({ result: 'REFUSED', code: 'HANDED_OUT' });
  expect(await worker.start(taskId, { force: true })).toMatchObject({ result: 'REFUSED', code: 'HANDED_OUT' });
  acceptedId(await other.dequeue(taskId, 'failed'));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'failed' });
  await expectContent(bench);
});

test('a dequeued task of a run that enqueues by itself stays out of the queue', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec: SPEC, needs: [] }] }, enqueue: true }));
  const { taskId } = await worker.take();
  acceptedId(await worker.dequeue(taskId));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'created' });
  expect(await bench.one('SELECT enqueued FROM run')).toEqual({ enqueued: false });
  await expectContent(bench);
});

test('a repeat of a start with the same request id has one effect and gets the first outcome', async () => {
  await using bench = await EngineBench.open();
  const taskId = await bench.task();
  const start = () => startExternal(bench.engine, bench.as('operator', 'req-1'), { taskId, worker: { name: 'w1' } });
  const first = await start();
  expect(await start()).toEqual(first);
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL RUNNING']);
  await expectContent(bench);
});

test.each([
  ['a task that does not exist', { taskId: '00000000-0000-4000-8000-000000000000' }, { code: 'NOT_FOUND', path: ['taskId'] }],
  ['a task that is no id', { taskId: 'x' }, { code: 'NOT_FOUND', path: ['taskId'] }],
  ['a reason that is too long', { reason: 'x'.repeat(1_001) }, { code: 'INVALID', path: ['reason'] }],
  ['a message that is too long', { message: 'x'.repeat(10_001) }, { code: 'INVALID', path: ['message'] }],
  ['an insistence that is no yes or no', { force: 'yes' }, { code: 'INVALID', path: ['force'] }],
  ['a status that no worker may report', { status: 'published' }, { code: 'INVALID', path: ['status'] }],
])('%s is refused with its place', async (_what, wrong, refusal) => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.task();
  await expect(worker.end(taskId, 'completed', wrong as never)).rejects.toMatchObject(refusal);
  if (!('status' in wrong)) await expect(worker.start(taskId, wrong as never)).rejects.toMatchObject(refusal);
});
