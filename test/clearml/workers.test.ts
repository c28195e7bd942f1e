// Workers in the ClearML dialect: they register, report, are listed and leave.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

const UNKNOWN = 'f'.repeat(32);

let ground: ClearmlGround;
let queue: string;
beforeAll(async () => {
  ground = await ClearmlGround.open();
  queue = ground.bench.defaultQueue.replaceAll('-', '');
});
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const wire = (id: string): string => id.replaceAll('-', '');
const workers = async (query: object = {}): Promise<Shown[]> => (await ground.data('workers.get_all', query)).workers;
const worker = async (name: string): Promise<Shown> => (await workers()).find(({ id }) => id === name);
const report = (name: string, more: object = {}): Promise<Shown> => ground.data('workers.status_report', { worker: name, timestamp: Date.now(), ...more });
const pass = (name: string, seconds: number): Promise<unknown> => ground.bench.sql(
  `WITH r AS (UPDATE runner SET seen_at = seen_at - make_interval(secs => $2) WHERE name = $1 RETURNING id)
   UPDATE outside_worker SET last_report_at = last_report_at - make_interval(secs => $2), registered_at = registered_at - make_interval(secs => $2) FROM r WHERE runner_id = r.id`, [`local/${name}`, seconds]);

test('a worker registers with its queues and its timeout, and is listed with them; a second registration replaces the first', async () => {
  expect(await ground.data('workers.register', { worker: 'w1:gpu0', queues: [queue], timeout: 100, tags: ['fast'], system_tags: ['x'] })).toEqual({});
  expect(await worker('w1:gpu0')).toMatchObject({
    id: 'w1:gpu0', user: { id: wire(ground.bench.local.userId), name: 'local' }, company: { id: expect.any(String) }, ip: expect.any(String), register_timeout: 100, tags: ['fast'], system_tags: ['x'],
    queues: [{ id: queue, name: 'default', num_tasks: 0 }], register_time: expect.any(String), last_report_time: expect.any(String), last_activity_time: expect.any(String),
  });
  await ground.data('workers.register', { worker: 'w1:gpu0' });
  expect(await worker('w1:gpu0')).toMatchObject({ register_timeout: 600, tags: [], queues: [] });
});

test('a report of a task is a sign of its life and names its worker; a report without one leaves the worker idle', async () => {
  const taskId = await ground.bench.queued({ name: 'reported on' });
  const waiting = await ground.bench.queued({ name: 'the next' });
  await ground.data('queues.get_next_task', { queue }, { headers: { 'x-clearml-worker': 'host' } });
  await report('w2', { task: wire(taskId), queue, queues: [queue], machine_stats: { cpu_usage: [1, 2], memory_free: 12.5, gpu: 'no figure' }, tags: ['a'] });
  expect(await worker('w2')).toMatchObject({ task: { id: wire(taskId), name: 'reported on', running_time: expect.any(Number), last_iteration: 0 }, queue: { id: queue, next_task: { id: wire(waiting), name: 'the next' }, num_tasks: 1 }, tags: ['a'] });
  expect(await ground.bench.one('SELECT last_worker AS worker, last_update IS NOT NULL AND last_change IS NOT NULL AND last_worker_report IS NOT NULL AS told FROM task_activity WHERE task_id = $1', [taskId])).toEqual({ worker: 'w2', told: true });
  expect(await ground.bench.one(`SELECT stats FROM outside_worker JOIN runner ON runner.id = runner_id WHERE name = 'local/w2'`)).toEqual({ stats: { cpu_usage: [1, 2], memory_free: 12.5 } });
  await report('w2', { machine_stats: null, tags: null });
  const idle = await worker('w2');
  expect([idle.task, idle.queue, idle.tags]).toEqual([undefined, undefined, ['a']]);
});

test.each([
  ['workers.register', {}, '400/12'],
  ['workers.register', { worker: '' }, '400/12'],
  ['workers.register', { worker: 'w', timeout: 0 }, '400/1002'],
  ['workers.register', { worker: 'w', timeout: -5 }, '400/1002'],
  ['workers.register', { worker: 'w', queues: [UNKNOWN] }, '400/701'],
  ['workers.register', { worker: 'w', queues: ['default'] }, '400/701'],
  ['workers.unregister', {}, '400/12'],
  ['workers.status_report', { worker: 'w' }, '400/12'],
  ['workers.status_report', { worker: 'w', timestamp: 'now' }, '400/12'],
  ['workers.status_report', { worker: 'w', timestamp: 1, task: UNKNOWN }, '400/101'],
  ['workers.status_report', { worker: 'w', timestamp: 1, task: 'none' }, '400/101'],
  ['workers.status_report', { worker: 'w\u0007', timestamp: 1 }, '400/12'],
  ['workers.get_all', { last_seen: -1 }, '400/12'],
  ['workers.get_all', { worker_pattern: 5 }, '400/12'],
  ['workers.get_runtime_properties', { worker: 'w' }, '404/0'],
  ['workers.set_runtime_properties', { worker: 'w' }, '404/0'],
  ['workers.cluster_report', {}, '404/0'],
])('%s of %j is answered %s', async (call, input, codes) => {
  expect(await ground.codes(call, input)).toBe(codes);
});

test('a worker that has been silent for its timeout is listed no more and its runner is gone; it comes back with its next report', async () => {
  await ground.data('workers.register', { worker: 'silent', timeout: 60 });
  await pass('silent', 61);
  expect(await worker('silent')).toBeUndefined();
  await sweepOutside(ground.bench.engine);
  const state = (): Promise<{ state: string }> => ground.bench.one(`SELECT state FROM runner WHERE name = 'local/silent'`);
  expect(await state()).toEqual({ state: 'GONE' });
  await report('silent');
  expect([await state(), (await worker('silent')).id]).toEqual([{ state: 'UP' }, 'silent']);
});

test('who leaves is listed no more, may leave twice, and one that never came may leave too', async () => {
  await report('leaver');
  for (const name of ['leaver', 'leaver', 'nobody']) expect(await ground.data('workers.unregister', { worker: name, queues: [queue] })).toEqual({});
  expect(await worker('leaver')).toBeUndefined();
  const { id } = await ground.bench.one<{ id: string }>(`SELECT id FROM runner WHERE name = 'local/leaver'`);
  expect(await ground.bench.kinds(id)).toEqual(['runner.up', 'runner.gone']);
});

test('workers are found by tags, by what they must not have, by a pattern and by how long ago they were heard of; they are counted alike', async () => {
  await report('pool:a1', { tags: ['red', 'big'] });
  await report('pool:a2', { tags: ['red'], system_tags: ['old'] });
  await report('pool:b1', { tags: ['blue'] });
  await pass('pool:b1', 300);
  const found = async (query: object): Promise<string[]> => (await workers({ worker_pattern: 'pool:*', ...query })).map(({ id }) => id).toSorted();
  expect(await found({})).toEqual(['pool:a1', 'pool:a2', 'pool:b1']);
  expect(await found({ worker_pattern: 'pool:a?' })).toEqual(['pool:a1', 'pool:a2']);
  expect(await found({ tags: ['red', 'blue'] })).toEqual(['pool:a1', 'pool:a2', 'pool:b1']);
  expect(await found({ tags: ['red', '-big'] })).toEqual(['pool:a2']);
  expect(await found({ system_tags: ['-old'] })).toEqual(['pool:a1', 'pool:b1']);
  expect(await found({ last_seen: 60 })).toEqual(['pool:a1', 'pool:a2']);
  expect(await ground.data('workers.get_count', { worker_pattern: 'pool:*' })).toEqual({ count: 3 });
  expect(await ground.data('workers.get_count', { worker_pattern: 'pool:*', last_seen: 60 })).toEqual({ count: 2 });
});

test('our own runners are listed under their names with what they run and the queues they take from', async () => {
  const taskId = await ground.bench.queued({ name: 'ours', priority: 5 });
  const runner = await ground.bench.runner('own runner');
  await runner.claim();
  expect(await worker('own runner')).toMatchObject({ id: 'own runner', task: { id: wire(taskId), name: 'ours' } });
});
