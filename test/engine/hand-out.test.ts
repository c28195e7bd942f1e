// Hand-outs to outside workers: which task goes out, what keeps its place, and how it comes back.
import { expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { pauseQueue, resumeQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { handOut } from '../../src/engine/external/hand-out.service.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';
import { OutsideBenchWorker, attemptsOf, pass } from './outside-bench.ts';

const TTL = 600;

test('a hand-out takes the first task of its queue by priority and rank, and leaves its status queued until the worker says that it has started', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const second = await bench.queued();
  const first = await bench.queued({}, { priority: 5 });
  const out = await worker.take();
  expect(out).toMatchObject({ taskId: first, attemptNo: 1, runId: null, node: null, taskName: 'a task' });
  expect(await bench.taskRow(first)).toMatchObject({ status: 'queued', epoch: 1, attemptNo: 1 });
  expect(await bench.sql('SELECT task_id FROM queue_item')).toEqual([{ task_id: second }]);
  expect(await attemptsOf(bench, first)).toEqual(['EXTERNAL CLAIMED']);
  expect((await worker.take()).taskId).toBe(second);
  expect(await worker.handOut()).toBeNull();
  await expectContent(bench);
});

test('a worker is one runner of its user, whatever it calls for and however many of its first calls come at once', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const worker = new OutsideBenchWorker(bench, 'host:gpu0');
  await Promise.all(Array.from({ length: 8 }, () => worker.handOut()));
  await worker.touch(null);
  expect(await bench.sql('SELECT name, kind, state, user_id AS "userId" FROM runner')).toEqual([{ name: 'local/host:gpu0', kind: 'CLEARML', state: 'UP', userId: bench.local.userId }]);
  expect((await bench.sql(`SELECT kind FROM event WHERE kind LIKE 'runner.%'`)).length).toBe(1);
  await expectContent(bench);
});

test('the name of one of our own runners is refused to an outside worker, with the place in the input', async () => {
  await using bench = await EngineBench.open();
  await bench.runner('local/w1');
  const refusal = await new OutsideBenchWorker(bench, 'w1').handOut().catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DomainError);
  expect(refusal).toMatchObject({ code: 'INVALID', path: ['worker', 'name'] });
});

test.each([
  ['a queue that does not exist', { queueId: '00000000-0000-4000-8000-000000000000' }, 'NOT_FOUND'],
  ['a queue that is no id', { queueId: 'default' }, 'NOT_FOUND'],
  ['a worker without a name', { worker: { name: '' } }, 'INVALID'],
  ['a worker that is none', { worker: 'w1' }, 'INVALID'],
])('%s is refused clearly, and leaves no worker behind', async (_what, wrong, code) => {
  await using bench = await EngineBench.open();
  const input = { queueId: bench.defaultQueue, worker: { name: 'w1' }, ...wrong } as never;
  await expect(handOut(bench.engine, bench.as('operator'), input)).rejects.toMatchObject({ code });
  expect(await bench.sql('SELECT id FROM runner')).toEqual([]);
  await expect(handOut(bench.engine, bench.as('viewer'), { queueId: bench.defaultQueue, worker: { name: 'w1' } })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('a paused queue hands out nothing, a barrier holds back what is behind it, and so do a wait, a held item, a deck and a kind that no outside worker can do', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.queued();
  const set = (change: string) => bench.sql(`UPDATE queue_item SET ${change} WHERE task_id = $1`, [taskId]);
  acceptedId(await pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
  expect(await worker.handOut()).toBeNull();
  acceptedId(await resumeQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
  for (const [hindrance, lifted] of [['held = true', 'held = false'], [`not_before = now() + interval '1 hour'`, 'not_before = NULL'], [`deck = 'bench'`, 'deck = NULL'], [`spec_kind = 'graph'`, `spec_kind = 'command'`]] as const) {
    await set(hindrance);
    expect(await worker.handOut(), hindrance).toBeNull();
    await set(lifted);
  }
  await bench.sql(`INSERT INTO queue_item (id, queue_id, priority, rank) VALUES (gen_random_uuid(), $1, 1, 0)`, [bench.defaultQueue]);
  expect(await worker.handOut()).toBeNull();
  await bench.sql('DELETE FROM queue_item WHERE task_id IS NULL');
  expect((await worker.take()).taskId).toBe(taskId);
});

test('a queue with a limit hands out as many tasks as it has slots, and each comes free when its attempt ends', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue, maxRunning: 1 }));
  const [first, second] = [await bench.queued(), await bench.queued()];
  expect((await worker.take()).taskId).toBe(first);
  expect(await worker.handOut()).toBeNull();
  acceptedId(await worker.start(first));
  expect(await worker.handOut()).toBeNull();
  acceptedId(await worker.end(first));
  expect((await worker.take()).taskId).toBe(second);
  await pass(bench, second, TTL + 1);
  expect(await sweepOutside(bench.engine)).toBe(1);
  expect(await bench.sql('SELECT attempt_id AS "attemptId" FROM slot WHERE resource_id = $1', [bench.defaultQueue])).toEqual([{ attemptId: null }]);
  await expectContent(bench);
});

test('a hand-out that was not started in time goes back to its very place, before what came behind it, and is handed out anew', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const [first, second, third] = [await bench.queued(), await bench.queued(), await bench.queued()];
  await bench.sql(`UPDATE queue_item SET display_name = 'the second' WHERE task_id = $1`, [second]);
  const rank = await bench.one('SELECT rank, priority, display_name AS name FROM queue_item WHERE task_id = $1', [second]);
  expect([(await worker.take()).taskId, (await worker.take()).taskId]).toEqual([first, second]);
  await pass(bench, second, TTL + 1);
  expect(await sweepOutside(bench.engine)).toBe(1);
  expect(await bench.one('SELECT rank, priority, display_name AS name FROM queue_item WHERE task_id = $1', [second])).toEqual(rank);
  expect(await attemptsOf(bench, second)).toEqual(['EXTERNAL ENDED HANDED_BACK']);
  expect(await attemptsOf(bench, first)).toEqual(['EXTERNAL CLAIMED']);
  expect([(await worker.take()).taskId, (await worker.take()).taskId]).toEqual([second, third]);
  expect(await bench.taskRow(second)).toMatchObject({ status: 'queued', epoch: 2, attemptNo: 2 });
  await expectContent(bench);
});

test('a start after the hand-out went back takes the task out of its queue once more, so that it is done once', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.queued();
  await worker.take();
  await pass(bench, taskId, TTL + 1);
  await sweepOutside(bench.engine);
  acceptedId(await worker.start(taskId));
  expect(await bench.sql('SELECT id FROM queue_item')).toEqual([]);
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL ENDED HANDED_BACK', 'EXTERNAL RUNNING']);
  acceptedId(await worker.end(taskId));
  await expectContent(bench);
});

test('a worker that starts too late what another worker is at by now is refused, even when it insists, while a repeat of the other one changes nothing', async () => {
  await using bench = await EngineBench.open();
  const [late, next] = [new OutsideBenchWorker(bench, 'late'), new OutsideBenchWorker(bench, 'next')];
  const taskId = await bench.queued();
  await late.take();
  await pass(bench, taskId, TTL + 1);
  await sweepOutside(bench.engine);
  await next.take();
  expect(await late.start(taskId, { force: true })).toMatchObject({ result: 'REFUSED', code: 'HANDED_OUT' });
  acceptedId(await next.start(taskId));
  expect(await late.start(taskId, { force: true })).toMatchObject({ result: 'REFUSED', code: 'ALREADY_RUNNING' });
  expect(await next.start(taskId)).toMatchObject({ result: 'NOOP', code: 'ALREADY_RUNNING' });
  await expectContent(bench);
});

test('signs of life do not keep a hand-out that is never started, and a hand-out within its time is left alone', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.queued();
  await worker.take();
  await pass(bench, taskId, TTL - 5);
  expect(await sweepOutside(bench.engine)).toBe(0);
  await worker.touch(taskId);
  await pass(bench, taskId, 6);
  expect(await sweepOutside(bench.engine)).toBe(1);
});

test('aborting a task that was handed out ends it at once, and the worker that starts it all the same is told so', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const taskId = await bench.queued();
  await worker.take();
  acceptedId(await abortTask(bench.engine, bench.as(), { taskId }));
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped' });
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL ENDED ABORTED ABORTED']);
  expect(await worker.start(taskId, { force: true })).toMatchObject({ result: 'REFUSED', code: 'ALREADY_ENDED' });
  await pass(bench, taskId, TTL + 1);
  expect(await sweepOutside(bench.engine)).toBe(0);
  await expectContent(bench);
});

test('sweeps of several servers at once end each overdue attempt once', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const ids = await Promise.all(Array.from({ length: 12 }, () => bench.queued()));
  await Promise.all(ids.map(() => worker.take()));
  for (const id of ids) await pass(bench, id, TTL + 1);
  const swept = await Promise.all(Array.from({ length: 4 }, () => sweepOutside(bench.engine)));
  expect(swept.reduce((sum, n) => sum + n, 0)).toBe(ids.length);
  expect(await bench.sql(`SELECT DISTINCT count(*)::int AS n FROM event WHERE kind = 'task.requeued' GROUP BY task_id`)).toEqual([{ n: 1 }]);
  await expectContent(bench);
});

test('a worker that has not called for as long as an outside attempt may be silent is gone, and is back with its next call', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  await worker.handOut();
  await bench.sql(`UPDATE runner SET seen_at = now() - interval '7201 seconds'`);
  await sweepOutside(bench.engine);
  expect(await bench.sql('SELECT state FROM runner')).toEqual([{ state: 'GONE' }]);
  await worker.touch(null);
  expect(await bench.sql('SELECT state FROM runner')).toEqual([{ state: 'UP' }]);
  expect(await bench.sql(`SELECT kind FROM event WHERE kind LIKE 'runner.%' ORDER BY seq`)).toEqual([{ kind: 'runner.up' }, { kind: 'runner.gone' }, { kind: 'runner.up' }]);
  await seedRows(bench.engine);
  await expectContent(bench);
});
