// What calls that change where a task stands do beside that: queues, workers, resets, deletions, many tasks at once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { abortTask, killTask, stopTask } from '../../src/engine/task/end-task.service.ts';
import { createQueue, pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { createModel } from '../../src/engine/model/create-model.service.ts';
import { handOut } from '../../src/engine/external/hand-out.service.ts';
import { SPEC, acceptedId, expectContent } from '../engine/engine-bench.ts';
import { attemptsOf, pass } from '../engine/outside-bench.ts';
import { EXIT_0 } from '../engine/bench-runner.ts';
import { ClearmlGround } from './clearml-ground.ts';

let ground: ClearmlGround;
let side: string;
beforeAll(async () => {
  ground = await ClearmlGround.open();
  side = await queueNamed('side');
});
afterAll(async () => {
  await expectContent(ground.bench, { endSeconds: 3_600 });
  await ground[Symbol.asyncDispose]();
});

const wire = (uuid: string): string => uuid.replaceAll('-', '');
const as = () => ground.bench.as();
const call = (name: string, id: string, input: object = {}) => ground.call(`tasks.${name}`, { task: wire(id), ...input });
const data = (name: string, id: string, input: object = {}) => ground.data(`tasks.${name}`, { task: wire(id), ...input });
const codes = (name: string, id: string, input: object = {}) => ground.codes(`tasks.${name}`, { task: wire(id), ...input });
const row = (id: string) => ground.bench.one<Record<string, unknown>>(
  `SELECT status, status_reason AS reason, status_message AS message, queue_id AS queue, enqueue_status AS before, system_tags AS tags, generation, order_verb AS "order" FROM task WHERE id = $1`, [id]);
const waitsIn = async (id: string) => (await ground.bench.sql<{ queue: string }>('SELECT queue_id AS queue FROM queue_item WHERE task_id = $1', [id])).map(({ queue }) => queue);
async function queueNamed(name: string): Promise<string> {
  return acceptedId(await createQueue(ground.bench.engine, ground.bench.as(), { name, accepts: ['command'] }));
}
async function tagged(id: string, ...tags: string[]): Promise<string> {
  await ground.bench.sql('UPDATE task SET system_tags = $2 WHERE id = $1', [id, tags]);
  return id;
}
/** A task under an outside worker. */
async function running(...tags: string[]): Promise<string> {
  const id = await tagged(await ground.bench.task(), ...tags);
  await data('started', id);
  return id;
}

test('a task enters the default queue, moves to another one, and is refused where it is already', async () => {
  const { bench } = ground;
  const id = await tagged(await bench.task(), 'development', 'mine');
  const first = await data('enqueue', id);
  expect(first).toMatchObject({ queued: 1, updated: 1, fields: { status: 'queued', 'execution.queue': wire(bench.defaultQueue) } });
  expect(first.queue_watched).toBeUndefined();
  expect(await row(id)).toMatchObject({ queue: bench.defaultQueue, before: 'created', tags: ['mine'] });
  expect(await codes('enqueue', id)).toBe('400/706');
  expect(await data('enqueue', id, { queue: wire(side), verify_watched_queue: true, status_reason: 'moved' })).toMatchObject({ queue_watched: false, fields: { 'execution.queue': wire(side) } });
  expect([await waitsIn(id), await row(id)]).toMatchObject([[side], { status: 'queued', before: 'created', reason: 'moved' }]);
  expect((await data('enqueue', id, { queue: wire(bench.defaultQueue), update_execution_queue: false })).fields['execution.queue']).toBeUndefined();
  expect([await waitsIn(id), (await row(id))['queue']]).toEqual([[bench.defaultQueue], side]);
  expect(await data('dequeue', id)).toMatchObject({ dequeued: 1, updated: 1, fields: { status: 'created', enqueue_status: null } });
  expect([await waitsIn(id), await row(id)]).toMatchObject([[], { status: 'created', before: null, queue: side }]);
});

test('a queue is found or made by its name, and what names no good queue is refused', async () => {
  const id = await ground.bench.task();
  expect(await codes('enqueue', id, { queue: '0'.repeat(32) })).toBe('400/701');
  expect(await codes('enqueue', id, { queue: 'default' })).toBe('400/701');
  expect(await codes('enqueue', id, { queue: wire(side), queue_name: 'side' })).toBe('400/12');
  expect(await codes('enqueue', id, { update_execution_queue: false })).toBe('400/12');
  expect(await row(id)).toMatchObject({ status: 'created', reason: '' });
  const made = (await data('enqueue', id, { queue_name: 'made-by-name' })).fields['execution.queue'];
  await data('dequeue', id);
  expect((await data('enqueue', id, { queue_name: 'made-by-name' })).fields['execution.queue']).toBe(made);
});

test('without one queue that has the tag default, a task that names none is not enqueued', async () => {
  const id = await ground.bench.task();
  const tag = (name: string, tags: string[]) => ground.bench.sql('UPDATE queue SET system_tags = $2 WHERE name = $1', [name, tags]);
  await tag('side', ['default']);
  expect(await codes('enqueue', id)).toBe('400/708');
  await tag('side', []);
  await tag('default', []);
  expect(await codes('enqueue', id)).toBe('400/707');
  await tag('default', ['default']);
});

test('a dequeue gives a task back what it was before it was enqueued', async () => {
  const id = await running();
  await data('failed', id);
  await data('enqueue', id);
  expect(await row(id)).toMatchObject({ before: 'failed' });
  expect((await data('dequeue', id)).fields.status).toBe('failed');
});

test('a queue says whether a runner that is alive takes from it', async () => {
  const { bench } = ground;
  await bench.runner('watcher');
  const id = await bench.task();
  expect((await data('enqueue', id, { verify_watched_queue: true })).queue_watched).toBe(true);
  await bench.sql(`UPDATE runner SET lease_until = now() - interval '1 second', queues = '{}' WHERE name = 'watcher'`);
  await data('dequeue', id);
  expect((await data('enqueue', id, { verify_watched_queue: true })).queue_watched).toBe(false);
  await data('dequeue', id);
});

test('a stop of what waits takes it out of its queue; of what its author runs, or of what has fallen silent, it is at once; under a worker that is alive it is an order', async () => {
  const { bench } = ground;
  const waiting = await bench.queued({}, { queueId: side });
  expect((await data('stop', waiting, { status_reason: 'enough' })).fields).toMatchObject({ status: 'stopped', status_reason: 'enough', status_message: 'Stopped by local' });
  expect([await waitsIn(waiting), await row(waiting)]).toMatchObject([[], { status: 'stopped', queue: side }]);
  const mine = await running('development');
  expect((await data('stop', mine)).fields.status).toBe('stopped');
  expect(await attemptsOf(bench, mine)).toEqual(['EXTERNAL ENDED STOPPED']);
  await data('stopped', mine, { status_reason: 'USER ABORTED' });
  expect(await row(mine)).toMatchObject({ status: 'stopped', reason: 'USER ABORTED', order: null });
  const silent = await running();
  await pass(bench, silent, 601);
  await bench.sql(`UPDATE task_activity SET last_update = now() - interval '601 seconds' WHERE task_id = $1`, [silent]);
  expect((await data('stop', silent)).fields.status).toBe('stopped');
  const alive = await running();
  for (let twice = 0; twice < 2; twice++) expect((await data('stop', alive, { status_reason: 'enough' })).fields).toMatchObject({ status: 'in_progress', status_message: 'stopping' });
  expect(await row(alive)).toMatchObject({ status: 'in_progress', reason: 'enough', order: 'STOP' });
  await data('stopped', alive, { status_reason: 'task was stopped by tasks.stop' });
  expect(await attemptsOf(bench, alive)).toEqual(['EXTERNAL ENDED STOPPED']);
  expect(await row(alive)).toMatchObject({ status: 'stopped', order: null });
});

test.each([['abortTask', abortTask], ['killTask', killTask], ['stopTask', stopTask]] as const)('%s means the same to an outside worker: at once for a development task, an order under an agent', async (_name, command) => {
  const { bench } = ground;
  const [mine, theirs] = [await running('development'), await running()];
  for (const taskId of [mine, theirs]) acceptedId(await command(bench.engine, as(), { taskId, reason: 'enough' }));
  expect(await row(mine)).toMatchObject({ status: 'stopped', reason: 'enough', message: 'Stopped by local', order: null });
  expect(await row(theirs)).toMatchObject({ status: 'in_progress' });
  expect((await row(theirs))['order']).not.toBeNull();
  await data('stopped', theirs);
});

test('a stop of what our own runner does is an abort, and what is told from within its process leaves the attempt to the runner', async () => {
  const { bench } = ground;
  const own = await queueNamed('own');
  const runner = await bench.runner('own-runner', { queues: ['own'] });
  const [first, second] = [await bench.queued({}, { queueId: own }), await bench.queued({}, { queueId: own })];
  const attempt = await runner.take();
  expect((await data('stop', first)).fields).toMatchObject({ status: 'in_progress', status_message: 'stopping' });
  expect(await row(first)).toMatchObject({ order: 'ABORT' });
  await runner.finish(attempt, { by: 'ORDER', verb: 'ABORT', exitCode: null, signal: 'SIGTERM' });
  expect(await row(first)).toMatchObject({ status: 'stopped' });
  const again = await runner.take();
  await data('started', second);
  expect(await data('dequeue', second, { new_status: 'in_progress' })).toEqual({ dequeued: 1, updated: 0 });
  await data('completed', second, { status_reason: 'done' });
  expect(await attemptsOf(bench, second)).toEqual(['LEASED RUNNING']);
  await runner.finish(again, EXIT_0);
  expect([await row(second), await attemptsOf(bench, second)]).toMatchObject([{ status: 'completed', reason: 'done' }, ['LEASED ENDED COMPLETED']]);
});

test('a reset begins a new generation without a trace of the last run, and keeps what the task was made of', async () => {
  const { bench } = ground;
  const id = await running('mine');
  const put = async (sql: string) => bench.sql(sql.replaceAll('$T', `'${id}'`));
  await put(`INSERT INTO task_doc (task_id, script, execution, runtime, output) VALUES ($T, '{"binary":"python"}', '{"parameters":{}}', '{"progress":"1"}', '{"destination":"x","error":"e","result":"failure"}')
    ON CONFLICT (task_id) DO UPDATE SET script = excluded.script, execution = excluded.execution, runtime = excluded.runtime, output = excluded.output`);
  await put(`INSERT INTO artifact (task_id, generation, key, mode, type, uri) VALUES ($T, 1, 'in', 'input', 'custom', 'i'), ($T, 1, 'out', 'output', 'custom', 'http://files/out')`);
  await put(`INSERT INTO task_activity (task_id, last_worker, last_iteration) VALUES ($T, 'w', 7) ON CONFLICT (task_id) DO UPDATE SET last_worker = 'w', last_iteration = 7`);
  acceptedId(await createModel(bench.engine, as(), { name: 'draft', uri: 'http://files/draft', ready: false, taskId: id }));
  const answer = await data('reset', id, { return_file_urls: true });
  expect(answer).toMatchObject({ updated: 1, deleted_models: 1, dequeued: {}, updated_children: 0, updated_models: 0, urls: { model_urls: ['http://files/draft'], artifact_urls: ['http://files/out'], event_urls: [] } });
  expect(answer.fields).toMatchObject({ status: 'created', status_reason: 'reset', status_message: 'reset' });
  expect(await row(id)).toMatchObject({ status: 'created', generation: 2, queue: null, before: null, tags: ['mine'] });
  expect(await attemptsOf(bench, id)).toEqual(['EXTERNAL ENDED ABORTED ABORTED']);
  expect(await bench.one('SELECT script, execution, runtime, output FROM task_doc WHERE task_id = $1', [id])).toEqual({ script: { binary: 'python' }, execution: { parameters: {} }, runtime: {}, output: { destination: 'x' } });
  expect(await bench.sql('SELECT key, mode FROM artifact WHERE task_id = $1 AND generation = 2', [id])).toEqual([{ key: 'in', mode: 'input' }]);
  expect(await bench.one('SELECT last_worker AS worker, last_iteration::int AS iteration FROM task_activity WHERE task_id = $1', [id])).toEqual({ worker: null, iteration: 0 });
  await data('reset', id, { clear_all: true });
  expect(await bench.one('SELECT script, execution FROM task_doc WHERE task_id = $1', [id])).toEqual({ script: null, execution: {} });
  await data('enqueue', id);
  expect((await data('reset', id)).dequeued).toEqual({ removed: 1 });
  expect(await waitsIn(id)).toEqual([]);
});

test('what something published came of is neither reset nor deleted without insisting', async () => {
  const { bench } = ground;
  const [parent, child] = [await bench.task(), await bench.task()];
  await bench.sql(`UPDATE task SET parent_id = $2, status = 'published' WHERE id = $1`, [child, parent]);
  for (const name of ['reset', 'delete']) expect(await codes(name, parent)).toBe('400/123');
  await data('reset', parent, { force: true });
  expect(await data('delete', parent, { force: true })).toMatchObject({ deleted: true, updated_children: 1, updated_models: 0, deleted_models: 0, urls: null });
  expect(await bench.one('SELECT parent_id AS parent, parent_deleted AS gone FROM task WHERE id = $1', [child])).toEqual({ parent, gone: true });
  await bench.sql(`UPDATE task SET status = 'created' WHERE id = $1`, [child]);
});

test('a deleted task is ended, found by nobody, and told of in the log', async () => {
  const { bench } = ground;
  const [waiting, busy, archived] = [await bench.queued(), await running(), await tagged(await running(), 'archived')];
  await data('completed', archived);
  expect(await codes('delete', busy)).toBe('400/123');
  for (const id of [waiting, busy]) await data('delete', id, { force: true });
  await data('delete', archived);
  expect(await waitsIn(waiting)).toEqual([]);
  expect(await attemptsOf(bench, busy)).toEqual(['EXTERNAL ENDED ABORTED ABORTED']);
  for (const id of [waiting, busy, archived]) {
    expect((await bench.kinds(id)).at(-1)).toBe('task.deleted');
    expect(await codes('delete', id, { force: true })).toBe('400/101');
  }
});

test('a task of a run that goes on is not deleted, one of a run that is over is', async () => {
  const { bench } = ground;
  const runId = acceptedId(await createRun(bench.engine, as(), { definition: { tasks: [{ node: 'a', spec: SPEC, needs: [] }, { node: 'b', spec: SPEC, needs: ['a'] }] }, enqueue: false }));
  const nodes = new Map((await bench.sql<{ node: string; id: string }>('SELECT node, id FROM task WHERE run_id = $1', [runId])).map(({ node, id }) => [node, id]));
  const [a, b] = [nodes.get('a')!, nodes.get('b')!];
  expect(await codes('delete', a, { force: true })).toBe('400/123');
  expect(await codes('enqueue', b, { force: true })).toBe('400/100');
  await data('started', a);
  await data('failed', a);
  await data('delete', b, { force: true });
  await data('delete', a, { force: true });
  expect((await bench.one<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId])).status).toBe('FAILED');
});

test('many tasks are moved one by one: what fails is told with its code, and keeps no other from being done', async () => {
  const { bench } = ground;
  const [good, published] = [await bench.task(), await running()];
  await data('completed', published, { publish: true });
  const many = (name: string, input: object = {}) => ground.data(`tasks.${name}_many`, { ids: [wire(good), wire(published), 'nonsense'], ...input });
  const shown = (answer: { succeeded: { id: string }[]; failed: { id: string; error: { codes: number[] } }[] }) => [answer.succeeded.map(({ id }) => id), answer.failed.map(({ id, error }) => [id, error.codes.join('/')])];
  const refused = (first: string, second = '400/101') => [[wire(published), first], ['nonsense', second]];
  expect(shown(await many('enqueue'))).toEqual([[wire(good)], refused('400/110')]);
  expect(shown(await many('stop'))).toEqual([[wire(good)], refused('400/110')]);
  expect(shown(await many('publish'))).toEqual([[wire(good)], refused('400/110')]);
  expect((await many('dequeue')).succeeded).toEqual([wire(good), wire(published), 'nonsense'].map((id) => ({ id, dequeued: 1, updated: 0 })));
  expect((await many('reset', { force: true })).succeeded[0]).toMatchObject({ id: wire(good), updated: 1, fields: { status: 'created' } });
  expect((await many('delete', { force: true })).succeeded[0]).toMatchObject({ id: wire(good), deleted: true });
  const twice = { ids: [wire(await bench.task()), wire(await bench.task())] };
  const once = () => ground.data('tasks.enqueue_many', twice, { headers: { 'Idempotency-Key': 'once for each' } });
  const first = await once();
  expect([first.succeeded.map(({ id }: { id: string }) => id), first.failed]).toEqual([twice.ids, []]);
  expect(await once()).toEqual(first);
  for (const wrong of [{}, { ids: [] }, { ids: 7 }, { ids: [7] }, { ids: Array.from({ length: 1_001 }, (_, i) => String(i)) }]) expect(await ground.codes('tasks.stop_many', wrong)).toBe('400/12');
  expect(await ground.codes('tasks.stop_many', { ids: ['a'] }, { version: '2.12' })).toBe('404/0');
});

test('a ping is a sign of life at most once a second, and no event', async () => {
  const { bench } = ground;
  const id = await running();
  await bench.sql(`UPDATE task_activity SET last_update = now() - interval '1 hour' WHERE task_id = $1`, [id]);
  const before = await bench.kinds(id);
  await Promise.all(Array.from({ length: 5 }, () => data('ping', id)));
  const seen = () => bench.one<{ ago: number; version: string }>('SELECT extract(epoch FROM now() - last_update)::float8 AS ago, xmin::text AS version FROM task_activity WHERE task_id = $1', [id]);
  const first = await seen();
  expect(first.ago).toBeLessThan(60);
  await data('ping', id);
  expect((await seen()).version).toBe(first.version);
  expect(await bench.kinds(id)).toEqual(before);
  await data('stopped', id);
});

test('what was handed out is taken up under another name of the same user, and goes on once it is enqueued again', async () => {
  const { bench } = ground;
  const id = await bench.queued({}, { queueId: side });
  await handOut(bench.engine, as(), { queueId: side, worker: { name: 'host' } });
  await ground.data('tasks.started', { task: wire(id), force: true }, { headers: { 'X-Clearml-Worker': 'host:cpu:0' } });
  expect(await attemptsOf(bench, id)).toEqual(['EXTERNAL RUNNING']);
  await data('stopped', id);
  await data('enqueue', id, { queue: wire(side) });
  await handOut(bench.engine, as(), { queueId: side, worker: { name: 'host' } });
  expect((await data('enqueue', id, { queue: wire(side) })).fields.status).toBe('queued');
  expect(await waitsIn(id)).toEqual([side]);
  acceptedId(await pauseQueue(bench.engine, as(), { queueId: side }));
  expect(await handOut(bench.engine, as(), { queueId: side, worker: { name: 'host' } })).toBeNull();
  expect((await call('stop', id)).code).toBe(200);
});
