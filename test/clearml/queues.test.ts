// Queues in the ClearML dialect: made, listed, filled, moved in, taken from, deleted.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Actor } from '../../src/domain/access.ts';
import { reportWorker } from '../../src/engine/external/worker-report.service.ts';
import { clearQueue, deleteQueue } from '../../src/engine/queue/empty-queue.service.ts';
import { stepItem } from '../../src/engine/queue/step-item.service.ts';
import { addToQueue, removeFromQueue } from '../../src/engine/queue/switch-queue.service.ts';
import { lengthOf, linesOf } from '../../src/engine/read/queue-lines.read.ts';
import { waitsIn } from '../../src/engine/read/queue-waits.read.ts';
import { queuesOfWorkers, workersSeen } from '../../src/engine/read/workers.read.ts';
import { addQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { reportOutcome } from '../../src/engine/external/report-outcome.service.ts';
import { startExternal } from '../../src/engine/external/start-external.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { acceptedId, expectContent } from '../engine/engine-bench.ts';
import { pass } from '../engine/outside-bench.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

const UNKNOWN = 'f'.repeat(32);

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => {
  await expectContent(ground.bench);
  await ground[Symbol.asyncDispose]();
});

const wire = (id: string): string => id.replaceAll('-', '');
const uuid = (id: string): string => `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
const create = async (name: string, more: object = {}): Promise<string> => (await ground.data('queues.create', { name, ...more })).id;
const one = async (queue: string): Promise<Shown> => (await ground.data('queues.get_by_id', { queue })).queue;
const entries = async (queue: string): Promise<string[]> => (await one(queue)).entries.map(({ task }: { task: string }) => task);
const take = async (queue: string, worker = 'host', more: object = {}): Promise<string | null> => (await ground.data('queues.get_next_task', { queue, ...more }, { headers: { 'x-clearml-worker': worker } })).entry?.task ?? null;
const fill = async (queue: string, n: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) ids.push(wire(await ground.bench.queued({ name: `task ${i}` }, { queueId: uuid(queue) })));
  return ids;
};

test('a queue is made with any name, is told with all its members, and its name is had once', async () => {
  const id = await create('GPU queue, fast', { display_name: 'fast', tags: ['b', 'a'], system_tags: ['x'], metadata: { a: { b: 1 } } });
  expect(await one(id)).toEqual({
    id, name: 'GPU queue, fast', display_name: 'fast', company: expect.any(String), created: expect.any(String), last_update: expect.any(String), tags: ['a', 'b'], system_tags: ['x'], entries: [], metadata: { a: { b: 1 } },
  });
  expect(await ground.codes('queues.create', { name: ' GPU queue, fast ' })).toBe('400/801');
  expect(await ground.data('queues.get_default')).toEqual({ id: wire(ground.bench.defaultQueue), name: 'default' });
});

test.each([
  ['queues.create', {}, '400/12'],
  ['queues.create', { name: 'ab' }, '400/800'],
  ['queues.create', { name: 'a\u0007b' }, '400/12'],
  ['queues.create', { name: 'tagged', tags: ['__$not'] }, '400/16'],
  ['queues.create', { name: 'tagged', metadata: [] }, '400/12'],
  ['queues.get_by_id', { queue: 'default' }, '400/701'],
  ['queues.get_by_id', { queue: UNKNOWN }, '400/701'],
  ['queues.get_by_id', {}, '400/12'],
  ['queues.update', { queue: UNKNOWN, name: 'other' }, '400/701'],
  ['queues.delete', { queue: UNKNOWN }, '400/701'],
  ['queues.get_next_task', { queue: UNKNOWN }, '400/701'],
  ['queues.get_next_task', { queue: 'default' }, '400/701'],
  ['queues.get_next_task', { queue: 7 }, '400/12'],
  ['queues.peek_task', { queue: UNKNOWN }, '400/701'],
  ['queues.get_num_entries', { queue: UNKNOWN }, '400/701'],
  ['queues.clear_queue', { queue: UNKNOWN }, '400/701'],
  ['queues.add_task', { queue: UNKNOWN, task: UNKNOWN }, '400/701'],
  ['queues.remove_task', { queue: UNKNOWN, task: UNKNOWN }, '400/701'],
  ['queues.move_task_forward', { queue: UNKNOWN, task: UNKNOWN }, '400/701'],
  ['queues.move_task_to_back', { queue: UNKNOWN }, '400/12'],
  ['queues.get_all', { page: -1 }, '400/12'],
  ['queues.get_all', { name: '(' }, '400/21'],
  ['queues.get_all', { max_task_entries: -1 }, '400/12'],
])('%s of %j is answered %s', async (call, input, codes) => {
  expect(await ground.codes(call, input)).toBe(codes);
});

test('a list finds queues by name, id and tags, shows what is asked for, and those alone that take commands', async () => {
  const id = await create('listed one', { tags: ['wanted'] });
  await create('k8s glue', { system_tags: ['k8s-glue'] });
  const tasks = await fill(id, 3);
  const list = async (query: object): Promise<Shown[]> => (await ground.data('queues.get_all', query)).queues;
  expect(await list({ name: '^listed\\ one$', only_fields: ['id'] })).toEqual([{ id }]);
  expect(await list({ id: [id], only_fields: ['id', 'tags'] }), 'as agents ask every few seconds').toEqual([{ id, tags: ['wanted'] }]);
  expect((await list({ tags: ['wanted'] }))[0].entries.map(({ task }: Shown) => task)).toEqual(tasks);
  expect((await list({ id, max_task_entries: 2 }))[0].entries.length).toBe(2);
  const names = (await list({ only_fields: ['name'] })).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['default', 'listed one']));
  expect(names).not.toEqual(expect.arrayContaining(['lab']));
  expect(names).not.toEqual(expect.arrayContaining(['k8s glue']));
  expect(await list({ name: 'k8s' })).toHaveLength(1);
  await ground.data('workers.register', { worker: 'w1', queues: [id] });
  const [ex] = (await ground.data('queues.get_all_ex', { id: [id] })).queues;
  expect(ex.entries[0]).toEqual({ task: { id: tasks[0], name: 'task 0' }, added: expect.any(String) });
  expect(ex.workers).toEqual([{ name: 'w1', ip: expect.any(String), key: expect.stringContaining('w1') }]);
});

test('an update changes what is given and nothing else; a queue that tasks enter by its name keeps it', async () => {
  const id = await create('to be changed', { tags: ['a'] });
  const { updated, fields } = await ground.data('queues.update', { queue: id, name: 'changed now', display_name: 'shown', system_tags: ['default-not'] });
  expect([updated, fields]).toEqual([1, { name: 'changed now', display_name: 'shown', system_tags: ['default-not'], last_update: expect.any(String) }]);
  expect(await one(id)).toMatchObject({ name: 'changed now', tags: ['a'] });
  expect(await ground.data('queues.update', { queue: id })).toEqual({ updated: 0, fields: {} });
  expect(await ground.codes('queues.update', { queue: id, name: 'default' })).toBe('400/801');
  expect(await ground.codes('queues.update', { queue: wire(ground.bench.defaultQueue), name: 'another' })).toBe('400/12');
  await ground.data('queues.update', { queue: id, system_tags: ['default'] });
  expect(await ground.codes('queues.get_default')).toBe('400/708');
  await ground.data('queues.update', { queue: id, system_tags: [] });
  await ground.data('queues.update', { queue: wire(ground.bench.defaultQueue), system_tags: [] });
  expect(await ground.codes('queues.get_default')).toBe('400/707');
  await ground.data('queues.update', { queue: wire(ground.bench.defaultQueue), system_tags: ['default'] });
});

test('the next task is handed out once, stays queued, and goes back to its place when its taker does not start it', async () => {
  const id = await create('handed out');
  const [first, second] = await fill(id, 2) as [string, string];
  expect(await ground.data('queues.peek_task', { queue: id })).toEqual({ task: first });
  const { entry, task_info: info } = await ground.data('queues.get_next_task', { queue: id, get_task_info: true }, { version: '2.14' });
  expect(entry).toEqual({ task: first, added: expect.any(String) });
  expect(info).toEqual({ company: expect.any(String), user: wire(ground.bench.local.userId) });
  expect(await ground.bench.taskRow(uuid(first))).toMatchObject({ status: 'queued' });
  expect(await take(id, 'host', { task: first }), 'it is gone').toBeNull();
  expect(await take(id, 'host', { task: 'no id' })).toBeNull();
  expect(await ground.data('queues.get_num_entries', { queue: id })).toEqual({ num: 1 });
  expect(await take(id, 'host', { task: second })).toBe(second);
  expect(await ground.data('queues.get_next_task', { queue: id })).toEqual({});
  expect(await ground.data('queues.peek_task', { queue: id })).toEqual({ task: null });
  await pass(ground.bench, uuid(first), 601);
  await sweepOutside(ground.bench.engine);
  expect(await entries(id)).toEqual([first]);
});

test('a task that is named is handed out only when it is next', async () => {
  const id = await create('one by name');
  const [first, second] = await fill(id, 2) as [string, string];
  expect(await take(id, 'host', { task: second })).toBeNull();
  expect(await entries(id)).toEqual([first, second]);
  expect(await take(id, 'host', { task: first })).toBe(first);
});

test('a paused queue gives nothing, a draining one what it holds, and a barrier keeps what is behind it', async () => {
  const id = await create('paused at times');
  const queueId = uuid(id);
  const [first, second] = await fill(id, 2) as [string, string];
  acceptedId(await pauseQueue(ground.bench.engine, ground.bench.as(), { queueId }));
  expect(await take(id)).toBeNull();
  expect(await ground.data('queues.get_num_entries', { queue: id })).toEqual({ num: 2 });
  acceptedId(await resumeQueue(ground.bench.engine, ground.bench.as(), { queueId }));
  acceptedId(await addQueueBarrier(ground.bench.engine, ground.bench.as(), { queueId, to: { index: 1 } }));
  expect([await take(id), await take(id)]).toEqual([first, null]);
  await ground.data('queues.move_task_to_front', { queue: id, task: second });
  acceptedId(await drainQueue(ground.bench.engine, ground.bench.as(), { queueId }));
  expect(await ground.codes('queues.add_task', { queue: id, task: wire(await ground.bench.task()) })).toBe('400/703');
  expect(await take(id)).toBe(second);
});

test('of a hundred who poll two queues at once nobody gets what another has got, and all of it is given', async () => {
  await ground.bench.warm();
  const queues = [await create('polled one'), await create('polled two')];
  const waiting = new Map<string, string[]>();
  for (const queue of queues) waiting.set(queue, await fill(queue, 20));
  const got = await Promise.all(queues.flatMap((queue) => Array.from({ length: 50 }, async (_, i) => ({ queue, task: await take(queue, `host-${i}`) }))));
  for (const queue of queues) {
    const taken = got.flatMap((one) => (one.queue === queue && one.task !== null ? [one.task] : []));
    expect(new Set(taken).size).toBe(taken.length);
    for (let rest = await take(queue); rest !== null; rest = await take(queue)) taken.push(rest);
    expect(taken.toSorted()).toEqual(waiting.get(queue)!.toSorted());
  }
});

test('a task moves by places and to the ends, past barriers, no farther than the line goes, and is taken where it then stands', async () => {
  const id = await create('moved in');
  const [a, b, c, d] = await fill(id, 4) as [string, string, string, string];
  const move = async (how: string, task: string, count?: number): Promise<number> => (await ground.data(`queues.move_task_${how}`, { queue: id, task, ...(count === undefined ? {} : { count }) })).position;
  expect(await move('forward', d)).toBe(2);
  expect(await entries(id)).toEqual([a, b, d, c]);
  expect(await move('forward', c, 99)).toBe(0);
  expect(await entries(id)).toEqual([c, a, b, d]);
  expect(await move('backward', c, 2)).toBe(2);
  expect(await move('backward', c, 99)).toBe(3);
  expect(await entries(id)).toEqual([a, b, d, c]);
  expect(await move('backward', c)).toBe(3);
  expect(await move('to_front', d)).toBe(0);
  expect(await move('to_front', d)).toBe(0);
  expect(await move('to_back', a)).toBe(3);
  expect(await entries(id)).toEqual([d, b, c, a]);
  acceptedId(await addQueueBarrier(ground.bench.engine, ground.bench.as(), { queueId: uuid(id), to: { index: 2 } }));
  expect(await move('forward', a, 2)).toBe(1);
  expect(await entries(id)).toEqual([d, a, b, c]);
  expect([await take(id), await take(id)]).toEqual([d, a]);
  for (const how of ['forward', 'backward', 'to_front', 'to_back']) expect(await ground.codes(`queues.move_task_${how}`, { queue: id, task: d })).toBe('400/703');
  expect(await ground.codes('queues.move_task_forward', { queue: id, task: b, count: 0 })).toBe('400/12');
});

test('what is added waits in one queue only: a task that waits elsewhere leaves that one, with its name there and its status', async () => {
  const [from, to] = [await create('left one'), await create('entered one')];
  const [task] = await fill(from, 1) as [string];
  expect(await ground.data('queues.add_task', { queue: to, task })).toEqual({ added: 1 });
  expect([await entries(from), await entries(to)]).toEqual([[], [task]]);
  expect(await ground.codes('queues.add_task', { queue: to, task })).toBe('400/706');
  expect(await ground.bench.kinds(uuid(task))).toEqual(['task.created', 'task.enqueued', 'task.dequeued', 'task.enqueued']);
  const fresh = wire(await ground.bench.task());
  expect(await ground.data('queues.add_task', { queue: to, task: fresh })).toEqual({ added: 1 });
  expect(await ground.codes('queues.add_task', { queue: to, task: UNKNOWN })).toBe('400/101');
  expect(await take(to)).toBe(task);
  expect(await ground.codes('queues.add_task', { queue: to, task }), 'it was handed out').toBe('400/706');
});

test('what is removed, and what is cleared, is what it was before it entered', async () => {
  const id = await create('emptied at last');
  const [a, b, c] = await fill(id, 3) as [string, string, string];
  await ground.bench.sql(`UPDATE task SET enqueue_status = 'failed' WHERE id = $1`, [uuid(b)]);
  expect(await ground.data('queues.remove_task', { queue: id, task: a })).toEqual({ removed: 1 });
  expect(await ground.codes('queues.remove_task', { queue: id, task: a })).toBe('400/703');
  expect(await ground.bench.taskRow(uuid(a))).toMatchObject({ status: 'created', queueId: null });
  expect(await ground.data('queues.clear_queue', { queue: id })).toEqual({ removed_tasks: expect.arrayContaining([b, c]) });
  expect(await ground.data('queues.clear_queue', { queue: id })).toEqual({ removed_tasks: [] });
  expect([await ground.bench.taskRow(uuid(b)), await ground.bench.taskRow(uuid(c))]).toMatchObject([{ status: 'failed' }, { status: 'created' }]);
  expect(await ground.codes('queues.clear_queue', { queue: id }, { version: '2.30' })).toBe('404/0');
});

test('a queue with tasks is deleted only by force; they are created again, its name is free, and what ran from it comes back to the default queue', async () => {
  const id = await create('deleted soon');
  const [out, waits, other] = await fill(id, 3) as [string, string, string];
  expect(await take(id)).toBe(out);
  expect(await take(id)).toBe(waits);
  expect(await ground.codes('queues.delete', { queue: id })).toBe('400/702');
  expect(await ground.data('queues.delete', { queue: id, force: true })).toEqual({ deleted: 1 });
  expect(await ground.bench.taskRow(uuid(other))).toMatchObject({ status: 'created', queueId: null });
  for (const call of ['queues.get_by_id', 'queues.get_next_task', 'queues.delete', 'queues.get_num_entries']) expect(await ground.codes(call, { queue: id }), call).toBe('400/701');
  expect(await ground.data('queues.get_all', { id: [id] })).toEqual({ queues: [] });
  await pass(ground.bench, uuid(out), 601);
  await pass(ground.bench, uuid(waits), 601);
  await sweepOutside(ground.bench.engine);
  expect(await entries(wire(ground.bench.defaultQueue))).toEqual([out, waits]);
  expect(await ground.bench.taskRow(uuid(out))).toMatchObject({ status: 'queued', queueId: ground.bench.defaultQueue });
  await ground.data('queues.clear_queue', { queue: wire(ground.bench.defaultQueue) });
  expect(await create('deleted soon')).not.toBe(id);
  for (const name of ['default', 'lab']) {
    const { id: needed } = await ground.bench.one<{ id: string }>('SELECT id FROM queue WHERE name = $1', [name]);
    expect(await ground.codes('queues.delete', { queue: wire(needed), force: true }), name).toBe('400/12');
  }
});

test('a task that ended is retried in the default queue when its own has been deleted', async () => {
  const id = await create('gone with history');
  const [task] = await fill(id, 1) as [string];
  acceptedId(await startExternal(ground.bench.engine, ground.bench.as(), { taskId: uuid(task), worker: { name: 'w' } }));
  acceptedId(await reportOutcome(ground.bench.engine, ground.bench.as(), { taskId: uuid(task), status: 'failed' }));
  await ground.data('queues.delete', { queue: id });
  acceptedId(await retryTask(ground.bench.engine, ground.bench.as(), { taskId: uuid(task) }));
  expect(await entries(wire(ground.bench.defaultQueue))).toEqual([task]);
  await ground.data('queues.clear_queue', { queue: wire(ground.bench.defaultQueue) });
});

test('while a queue is deleted tasks enter it: each is created again or hears that the queue is gone, and none waits where nobody looks', async () => {
  const id = await create('deleted while filled');
  await ground.bench.warm();
  const tasks = await Promise.all(Array.from({ length: 12 }, () => ground.bench.task()));
  const [deleted, ...added] = await Promise.all([ground.codes('queues.delete', { queue: id, force: true }), ...tasks.map((task) => ground.codes('queues.add_task', { queue: id, task: wire(task) }))]);
  expect(deleted).toBe('200/0');
  expect(added.filter((codes) => codes !== '200/0' && codes !== '400/701')).toEqual([]);
  expect(await ground.bench.sql(`SELECT 1 FROM queue_item JOIN queue ON queue.id = queue_item.queue_id WHERE queue.deleted_at IS NOT NULL`)).toEqual([]);
  expect(await ground.bench.sql(`SELECT 1 FROM task WHERE status = 'queued' AND id = ANY($1)`, [tasks])).toEqual([]);
});

test('what agents ask for every few seconds takes one statement each', async () => {
  const id = await create('polled');
  const single = vi.spyOn(ground.bench.engine.db, 'query');
  const transactions = vi.spyOn(ground.bench.engine.db, 'transaction');
  const statements = async (call: string, input: object): Promise<[number, number]> => {
    single.mockClear();
    transactions.mockClear();
    await ground.data(call, input);
    return [single.mock.calls.length, transactions.mock.calls.length];
  };
  try {
    expect(await statements('queues.get_all', { id: [id], only_fields: ['id', 'tags'] })).toEqual([1, 0]);
    expect(await statements('queues.get_next_task', { queue: id })).toEqual([1, 0]);
    expect(await statements('queues.get_num_entries', { queue: id })).toEqual([2, 0]);
  } finally {
    single.mockRestore();
    transactions.mockRestore();
  }
});

test('a caller with grants is given, shown and may take out the tasks of its projects alone', async () => {
  const id = await create('shared by two');
  const project = async (name: string): Promise<string> => uuid((await ground.data('projects.create', { name })).id);
  const [ours, theirs] = [await project('ours here'), await project('theirs there')];
  const place = { queueId: uuid(id) };
  const hidden = await ground.bench.queued({ projectId: theirs }, place);
  const seen = await ground.bench.queued({ projectId: ours }, place);
  const actor = { ...ground.bench.local, role: 'operator', grants: [{ path: '/ours here', role: 'operator' }] } as const;
  const context = { actor, requestId: null };
  const { engine } = ground.bench;
  expect((await linesOf(engine, actor, { queueIds: [uuid(id)] })).get(uuid(id))!.map(({ taskId }) => taskId)).toEqual([seen]);
  expect(await lengthOf(engine, actor, uuid(id))).toBe(1);
  await reportWorker(engine, { ...context, actor: ground.bench.local }, { worker: { name: 'of both' }, ip: null, queueIds: [uuid(id)] });
  const lengths = async (as: Actor): Promise<unknown> => [
    [...(await waitsIn(engine, as, { queueIds: [uuid(id)], from: 0, to: Date.now() / 1_000 + 60, seconds: Date.now() / 1_000 + 60 })).values()].flat().map(({ length }) => length),
    (await queuesOfWorkers(engine, as, await workersSeen(engine, as, null))).get(uuid(id))?.waiting,
  ];
  expect([await lengths(actor), await lengths(ground.bench.local)]).toEqual([[[1], 1], [[2], 2]]);
  expect(await stepItem(engine, context, { ...place, taskId: hidden, to: 'BACK' })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
  await expect(removeFromQueue(engine, context, { ...place, taskId: hidden })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(addToQueue(engine, context, { queueId: ground.bench.defaultQueue, taskId: hidden })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(deleteQueue(engine, context, place)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(reportWorker(engine, context, { worker: { name: 'w' }, ip: null, taskId: hidden })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await clearQueue(engine, context, place)).toMatchObject({ detail: { taskIds: [seen], more: false } });
  expect(await entries(id)).toEqual([wire(hidden)]);
  await ground.data('queues.clear_queue', { queue: id });
});

test('figures tell how long tasks had waited that were taken in a stretch of time, and how many waited at its end', async () => {
  const id = await create('measured');
  const [first] = await fill(id, 3) as [string];
  expect(await take(id)).toBe(first);
  await ground.bench.sql(`UPDATE event SET at = at - interval '30 seconds' WHERE task_id = $1 AND kind = 'task.enqueued'`, [uuid(first)]);
  await ground.bench.sql(`UPDATE queue_item SET added_at = added_at - interval '30 seconds' WHERE queue_id = $1`, [uuid(id)]);
  const now = Math.ceil(Date.now() / 1_000) + 1;
  const { queues } = await ground.data('queues.get_queue_metrics', { queue_ids: [id], from_date: now - 40, to_date: now, interval: 20 });
  expect(queues).toEqual([{ queue: id, dates: [now - 40, now - 20], avg_waiting_times: [0, expect.any(Number)], queue_lengths: [3, 2] }]);
  expect(queues[0].avg_waiting_times[1]).toBeGreaterThanOrEqual(30);
  const span = { from_date: 0, to_date: 100, interval: 10 };
  expect(await ground.codes('queues.get_queue_metrics', { ...span, queue_ids: [UNKNOWN] })).toBe('400/701');
  expect(await ground.codes('queues.get_queue_metrics', { ...span, interval: 0 })).toBe('400/12');
  expect(await ground.codes('queues.get_queue_metrics', { ...span, to_date: 1_000_000 })).toBe('400/12');
  expect(await ground.codes('queues.get_queue_metrics', { from_date: 0 })).toBe('400/12');
  expect((await ground.data('queues.get_queue_metrics', span)).queues[0].queue).toBe(wire(ground.bench.defaultQueue));
  await ground.data('queues.clear_queue', { queue: id });
});
