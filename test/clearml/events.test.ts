// Events as SDK and agent send them, and as they read them again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wireId } from '../../src/api/rest/clearml/wire-id.ts';
import { lastMetricsOf } from '../../src/store/read/metric/last-metrics.store.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

async function newTask(status = 'in_progress'): Promise<string> {
  const id = await ground.bench.task();
  await ground.bench.sql('UPDATE task SET status = $2 WHERE id = $1', [id, status]);
  return wireId(id);
}

const scalar = (task: string, iter: number, value: unknown, more: object = {}): object => ({ task, type: 'training_stats_scalar', metric: 'loss', variant: 'train', iter, value, timestamp: 1_700_000_000_000 + iter, method: 'get', ...more });
const log = (task: string, msg: string, more: object = {}): object => ({ task, type: 'log', msg, level: 'INFO', worker: 'w1', timestamp: 1_700_000_000_000, ...more });
const uuid = (id: string): string => `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;

function add(...events: object[]): Promise<Shown> {
  return ground.data('events.add_batch', events, { lines: true });
}

async function metricsOf(task: string): Promise<Shown[]> {
  return [...(await lastMetricsOf(ground.bench.engine.db, [{ ownerId: uuid(task), generation: 1 }]))];
}

describe('events are taken', () => {
  test('added is the number of lines when all are good, and each kind can be read again as it was sent', async () => {
    const task = await newTask();
    const sent = [
      scalar(task, 0, 1.5), log(task, 'hello\r\nworld\n'),
      { task, type: 'training_stats_vector', metric: 'v', variant: 'a', iter: 1, values: [1, 2.5] },
      { task, type: 'plot', metric: 'p', variant: 'a', iter: 2, plot_str: '{"data":[]}' },
      { task, type: 'training_debug_image', metric: 'i', variant: 'a', iter: 3, key: 'k', url: 'http://files/k' },
    ];
    expect(await add(...sent)).toEqual({ added: 5, errors: 0, errors_info: {} });
    const { events, total } = await ground.data('events.get_task_events', { task });
    expect(events).toMatchObject([
      { type: 'training_stats_scalar', metric: 'loss', variant: 'train', iter: 0, value: 1.5, timestamp: 1_700_000_000_000 }, { type: 'training_stats_vector', values: [1, 2.5] },
      { type: 'plot', plot_str: '{"data":[]}' }, { type: 'training_debug_image', key: 'k', url: 'http://files/k' },
    ]);
    expect(total).toBe(5);
    expect((await ground.data('events.get_task_log', { task })).events).toEqual([{ task, type: 'log', timestamp: 1_700_000_000_000, level: 'INFO', msg: 'hello\r\nworld\n', worker: 'w1' }]);
  });

  test('one event goes without lines, and the machine of the header is the worker of events that name none', async () => {
    const task = await newTask();
    expect(await ground.data('events.add', log(task, 'alone', { worker: undefined }), { headers: { 'x-clearml-worker': 'laptop' } })).toMatchObject({ added: 1 });
    expect(await ground.data('events.add_batch', log(task, 'as well', { timestamp: 1_700_000_000_001 }))).toMatchObject({ added: 1 });
    expect((await ground.data('events.get_task_log', { task })).events).toMatchObject([{ msg: 'as well', worker: 'w1' }, { msg: 'alone', worker: 'laptop' }]);
  });

  test('bad lines are counted by their reason and harm no others', async () => {
    const [task, published] = [await newTask(), await newTask('published')];
    const answer = await add(
      scalar(task, 1, 2), { task, msg: 'no type' }, { task, type: 'nonsense' }, scalar('0'.repeat(32), 1, 1), scalar('no id', 1, 1), scalar(published, 1, 1), scalar(published, 1, 1, { allow_locked: true }),
      scalar(task, 1.5, 1), scalar(task, 1, {}), { task, type: 'log' }, { type: 'log', msg: 'whose' }, scalar(task, 2, 1, { metric: 7 }), scalar(task, 2, 1, { timestamp: 'now' }), { task, type: 'plot', metric: 'p', plot_str: {} },
      { task, type: 'training_stats_vector', values: ['x'] }, { task, type: 'training_debug_image', url: 5 }, { task, type: 'training_debug_image', key: 'k'.repeat(801) },
    );
    expect(answer).toMatchObject({ added: 2, errors: 15 });
    expect(answer.errors_info).toMatchObject({ 'Invalid task id': 2, 'the event has no type': 1, 'the task is published: send allow_locked to add events all the same': 1 });
    expect(Object.values(answer.errors_info as Record<string, number>).reduce((a, b) => a + b)).toBe(15);
  });

  test('a batch of nothing is 400/17, one of which nothing can be stored 400/131', async () => {
    expect(await ground.codes('events.add_batch', [], { lines: true })).toBe('400/17');
    expect(await ground.codes('events.add_batch', {})).toBe('400/17');
    expect(await ground.codes('events.add_batch', [scalar('f'.repeat(32), 1, 1)], { lines: true })).toBe('400/131');
    expect(await ground.codes('events.add', { type: 'log' })).toBe('400/131');
  });

  test.each(['created', 'queued', 'in_progress', 'stopped', 'closed', 'failed', 'completed'])('a task that is %s takes events', async (status) => {
    const task = await newTask(status);
    expect(await add(log(task, 'late'))).toMatchObject({ added: 1 });
  });

  test('a batch shows that the task is alive and how far it is; monitors and single values do not move the iteration, and no event of the log is written', async () => {
    const task = await newTask();
    const { n } = await ground.bench.one<{ n: string }>('SELECT count(*) AS n FROM event');
    await add(scalar(task, 7, 1), scalar(task, 9_000, 1, { metric: ':monitor:machine' }), scalar(task, -2_147_483_648, 0.9, { metric: 'Summary', variant: 'acc' }), scalar(task, 3, 1));
    const activity = await ground.bench.one<{ last_iteration: string; fresh: boolean }>(`SELECT last_iteration, last_update > now() - interval '1 minute' AS fresh FROM task_activity WHERE task_id = $1`, [uuid(task)]);
    expect(activity).toEqual({ last_iteration: '7', fresh: true });
    expect((await ground.bench.one<{ n: string }>('SELECT count(*) AS n FROM event')).n).toBe(n);
    expect(await ground.data('events.get_task_single_value_metrics', { tasks: [task] })).toMatchObject({ tasks: [{ task, task_name: 'a task', values: [{ metric: 'Summary', variant: 'acc', value: 0.9 }] }] });
    expect(Object.keys(await ground.data('events.scalar_metrics_iter_histogram', { task }))).toEqual([':monitor:machine', 'loss']);
  });

  test('events of a model belong to the model, and one that is ready takes none unless the sender insists', async () => {
    const { id: project } = await ground.bench.one<{ id: string }>(`SELECT id FROM project WHERE path = '/'`);
    const model = ground.bench.engine.newId();
    await ground.bench.sql(`INSERT INTO model (id, project_id, name, ready) VALUES ($1, $2, 'm', false)`, [model, project]);
    expect(await add(scalar(wireId(model), 1, 5, { model_event: true }), { ...scalar('', 2, 6), model: wireId(model), model_event: true })).toMatchObject({ added: 2 });
    expect(await ground.data('events.scalar_metrics_iter_histogram', { task: wireId(model), model_events: true })).toEqual({ loss: { train: { name: 'train', x: [1, 2], y: [5, 6] } } });
    await ground.bench.sql('UPDATE model SET ready = true WHERE id = $1', [model]);
    expect(await ground.codes('events.add_batch', [scalar(wireId(model), 3, 5, { model_event: true })], { lines: true })).toBe('400/131');
    expect(await ground.codes('events.scalar_metrics_iter_histogram', { task: wireId(model) })).toBe('400/101');
  });
});

describe('equal points take each other’s place', () => {
  test('within a batch and across batches the last one stays, and statistics are those of the points that are there', async () => {
    const task = await newTask();
    await add(scalar(task, 0, 100), scalar(task, 1, 5), scalar(task, 1, 3), scalar(task, 2, -50));
    expect(await metricsOf(task)).toMatchObject([{ count: 3, minValue: -50, minIter: 2, maxValue: 100, maxIter: 0, firstValue: 100, firstIter: 0, lastValue: -50, lastIter: 2, mean: 53 / 3 }]);
    expect(await add(scalar(task, 0, 1), scalar(task, 2, 4), scalar(task, 3, 4))).toMatchObject({ added: 3 });
    expect(await metricsOf(task)).toMatchObject([{ count: 4, minValue: 1, minIter: 0, maxValue: 4, maxIter: 2, firstValue: 1, firstIter: 0, lastValue: 4, lastIter: 3, mean: 3 }]);
    expect(await ground.data('events.scalar_metrics_iter_histogram', { task })).toEqual({ loss: { train: { name: 'train', x: [0, 1, 2, 3], y: [1, 3, 4, 4] } } });
  });

  test('a batch that is sent again changes nothing, not even the numbers by which readers follow', async () => {
    const task = await newTask();
    const batch = [scalar(task, 0, 1), scalar(task, 1, 2)];
    const rows = (): Promise<unknown> => ground.bench.sql('SELECT p.* FROM metric_point p JOIN metric_series s ON s.id = p.series_id WHERE s.owner_id = $1 ORDER BY iter', [uuid(task)]);
    await add(...batch);
    const before = await rows();
    expect(await add(...batch)).toMatchObject({ added: 2, errors: 0 });
    expect(await rows()).toEqual(before);
  });

  test('plots and pictures of one place are overwritten, those of another key are not', async () => {
    const task = await newTask();
    const image = (key: string, url: string): object => ({ task, type: 'training_debug_image', metric: 'i', variant: 'v', iter: 1, key, url });
    await add(image('a', '1'), image('b', '2'), { task, type: 'plot', metric: 'p', variant: 'v', iter: 1, plot_str: 'old' });
    await add(image('a', '3'), { task, type: 'plot', metric: 'p', variant: 'v', iter: 1, plot_str: 'newer' });
    const { events } = await ground.data('events.get_task_events', { task, event_type: 'training_debug_image' });
    expect(events.map(({ key, url }: Shown) => [key, url])).toEqual([['a', '3'], ['b', '2']]);
    expect(await ground.data('events.get_task_plots', { task, no_scroll: true })).toMatchObject({ plots: [{ plot_str: 'newer' }], returned: 1, total: 1 });
    expect(await ground.bench.one('SELECT documents::int, text::int, series FROM metric_stream WHERE owner_id = $1', [uuid(task)])).toEqual({ documents: 3, text: 5, series: 2 });
  });

  test('two writers of one series at once leave statistics that agree with its points', async () => {
    const task = await newTask();
    await ground.bench.warm();
    const writer = (offset: number): Promise<unknown> => Promise.all(Array.from({ length: 10 }, (_, i) => add(...Array.from({ length: 20 }, (__, j) => scalar(task, (i * 20 + j) % 60, i * 31 + j * 7 + offset)))));
    await Promise.all([writer(0), writer(1_000)]);
    const points = await ground.bench.sql<{ iter: number; value: number; n: number }>('SELECT p.iter::int, p.value, p.n::int FROM metric_point p JOIN metric_series s ON s.id = p.series_id WHERE s.owner_id = $1 ORDER BY iter', [uuid(task)]);
    const values = points.map(({ value }) => value);
    expect(points).toHaveLength(60);
    expect(new Set(points.map(({ n }) => n)).size).toBe(60);
    expect(await metricsOf(task)).toMatchObject([{ count: 60, minValue: Math.min(...values), maxValue: Math.max(...values), firstValue: values[0], lastValue: values[59] }]);
    expect((await metricsOf(task))[0].mean).toBeCloseTo(values.reduce((a, b) => a + b) / 60, 6);
  });
});

describe('numbers that are none', () => {
  test('NaN and the infinities are kept as points, shown as null, and left out of the statistics', async () => {
    const task = await newTask();
    expect(await add(scalar(task, 0, 'NaN'), scalar(task, 1, 2), scalar(task, 2, 'Infinity'), scalar(task, 3, '-Infinity'))).toMatchObject({ added: 4 });
    expect(await ground.data('events.scalar_metrics_iter_histogram', { task })).toMatchObject({ loss: { train: { x: [0, 1, 2, 3], y: [null, 2, null, null] } } });
    expect(await metricsOf(task)).toMatchObject([{ count: 1, minValue: 2, maxValue: 2, lastValue: 2, lastIter: 1, mean: 2 }]);
    await add(scalar(task, 1, 1e308), scalar(task, 4, 1e308));
    expect(await metricsOf(task)).toMatchObject([{ count: 2, maxValue: 1e308, mean: null }]);
  });

  test('texts that PostgreSQL cannot keep lose what it cannot, and nothing else', async () => {
    const task = await newTask();
    await add(log(task, 'a\0b\ud800c'), scalar(task, 1, 1, { metric: 'm\0', variant: '\ud800' }), scalar(task, 1, 1, { metric: '__proto__', variant: 'constructor' }));
    expect((await ground.data('events.get_task_log', { task })).events[0].msg).toBe('ab\ufffdc');
    const shown = await ground.data('events.scalar_metrics_iter_histogram', { task });
    expect(Object.keys(shown).sort()).toEqual(['__proto__', 'm']);
  });
});
