// Events as clients page through them: output by time, curves, pictures by iteration.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wireId } from '../../src/api/rest/clearml/wire-id.ts';
import { ClearmlGround, type Shown } from './clearml-ground.ts';

let ground: ClearmlGround;
beforeAll(async () => { ground = await ClearmlGround.open(); });
afterAll(async () => { await ground[Symbol.asyncDispose](); });

const newTask = async (): Promise<string> => wireId(await ground.bench.task());
const add = (...events: object[]): Promise<Shown> => ground.data('events.add_batch', events, { lines: true });
const messages = (answer: Shown): string[] => answer.events.map(({ msg }: Shown) => msg);

describe('output', () => {
  const START = 1_700_000_000_000;
  let task: string;
  beforeAll(async () => {
    task = await newTask();
    // Two buffers that were sent in the wrong order, and two lines of one time.
    await add(...[4, 5, 6].map((i) => ({ task, type: 'log', msg: `line ${i}`, timestamp: START + i })));
    await add(...[1, 2, 3, 3].map((i, n) => ({ task, type: 'log', msg: n === 3 ? 'line 3b' : `line ${i}`, timestamp: START + i })));
  });
  const read = (input: object, version = '2.9'): Promise<Shown> => ground.data('events.get_task_log', { task, ...input }, { version });

  test('the newest batch comes first and newest first; in ascending order it is the same batch reversed', async () => {
    expect(await read({ batch_size: 2 })).toMatchObject({ returned: 2, total: 7 });
    expect(messages(await read({ batch_size: 2 }))).toEqual(['line 6', 'line 5']);
    expect(messages(await read({ batch_size: 2, order: 'asc' }))).toEqual(['line 5', 'line 6']);
  });

  test('from a time on lines are strictly earlier, or strictly later', async () => {
    expect(messages(await read({ from_timestamp: START + 3 }))).toEqual(['line 2', 'line 1']);
    expect(messages(await read({ from_timestamp: START + 3, navigate_earlier: false }))).toEqual(['line 4', 'line 5', 'line 6']);
    expect(messages(await read({ navigate_earlier: false, batch_size: 3 }))).toEqual(['line 1', 'line 2', 'line 3']);
    expect(messages(await read({ from_timestamp: START, navigate_earlier: true }))).toEqual([]);
  });

  test.each([['head', 'asc', ['line 1', 'line 2', 'line 3', 'line 3b', 'line 4', 'line 5', 'line 6']], ['tail', 'desc', ['line 6', 'line 5', 'line 4', 'line 3b', 'line 3', 'line 2', 'line 1']]])('old clients scroll from the %s through every line once', async (from, order, all) => {
    const seen: string[] = [];
    let scroll: string | null = null;
    for (let page = 0; page < 10; page++) {
      const answer: Shown = await read({ from, order, batch_size: 2, scroll_id: scroll }, '2.8');
      if (answer.events.length === 0) break;
      seen.push(...messages(answer));
      scroll = answer.scroll_id;
    }
    expect(seen).toEqual(all);
  });

  test('ids of scrolls that are none are 400/1104, batches of no size 400/12, and tasks that are not there 400/101', async () => {
    expect(await ground.codes('events.get_task_log', { task, scroll_id: 'bm90aGluZw' }, { version: '2.5' })).toBe('400/1104');
    expect(await ground.codes('events.get_task_log', { task, batch_size: 0 })).toBe('400/12');
    for (const call of ['get_task_log', 'scalar_metrics_iter_histogram', 'get_task_events', 'get_task_plots']) expect(await ground.codes(`events.${call}`, { task: 'f'.repeat(32) }), call).toBe('400/101');
    expect(await ground.codes('events.get_task_events', { task, scroll_id: '%' })).toBe('400/1104');
  });

  test('a task that is made new begins with nothing', async () => {
    const other = await newTask();
    await add({ task: other, type: 'log', msg: 'before' }, { task: other, type: 'training_stats_scalar', metric: 'm', variant: 'v', iter: 1, value: 1 });
    await ground.bench.sql('UPDATE task SET generation = generation + 1 WHERE id = $1', [`${other.slice(0, 8)}-${other.slice(8, 12)}-${other.slice(12, 16)}-${other.slice(16, 20)}-${other.slice(20)}`]);
    expect(await ground.data('events.get_task_events', { task: other })).toMatchObject({ events: [], returned: 0, total: 0 });
    expect(await ground.data('events.scalar_metrics_iter_histogram', { task: other })).toEqual({});
  });
});

describe('curves', () => {
  test('a curve has no more places than asked for, each the average of its neighbours', async () => {
    const task = await newTask();
    await add(...Array.from({ length: 100 }, (_, i) => ({ task, type: 'training_stats_scalar', metric: 'm', variant: i % 2 === 0 ? 'a' : 'b', iter: i >> 1, value: i >> 1, timestamp: 1_600_000_000_000 + i })));
    const { m } = await ground.data('events.scalar_metrics_iter_histogram', { task, samples: 10 });
    expect(m.a).toEqual({ name: 'a', x: [2, 7, 12, 17, 22, 27, 32, 37, 42, 47], y: [2, 7, 12, 17, 22, 27, 32, 37, 42, 47] });
    expect(Object.keys((await ground.data('events.scalar_metrics_iter_histogram', { task, metrics: [{ metric: 'm', variants: ['b'] }] })).m)).toEqual(['b']);
    expect((await ground.data('events.scalar_metrics_iter_histogram', { task, samples: 1, key: 'timestamp' })).m.a).toEqual({ name: 'a', x: [1_600_000_000_049], y: [24.5] });
    expect((await ground.data('events.scalar_metrics_iter_histogram', { task, key: 'iso_time' })).m.a.x.slice(0, 2)).toEqual(['2020-09-13T12:26:40+00:00', '2020-09-13T12:26:40.002000+00:00']);
    for (const samples of [0, 6_001, 1.5]) expect(await ground.codes('events.scalar_metrics_iter_histogram', { task, samples }), String(samples)).toBe('400/12');
  });
});

describe('events page by page', () => {
  test.each(['asc', 'desc'])('every event comes once, in the order of iterations (%s), until a page is empty', async (order) => {
    const task = await newTask();
    const sent = Array.from({ length: 23 }, (_, i) => ({ task, type: i % 3 === 0 ? 'plot' : 'training_stats_scalar', metric: `m${i % 2}`, variant: 'v', iter: i >> 1, value: i, plot_str: '{}' }));
    await add(...sent, { task, type: 'log', msg: 'a line' });
    const pages: Shown[][] = [];
    let scroll: string | null = null;
    do {
      const answer: Shown = await ground.data('events.get_task_events', { task, order, batch_size: 5, scroll_id: scroll });
      expect(answer.total).toBe(24);
      pages.push(answer.events);
      scroll = answer.scroll_id;
    } while (pages.at(-1)!.length > 0 && pages.length < 20);
    const entries = pages.flat().filter(({ type }) => type !== 'log');
    const iters = entries.map(({ iter }) => iter);
    expect(iters).toEqual([...iters].sort((a, b) => (order === 'asc' ? a - b : b - a)));
    expect(new Set(entries.map(({ type, metric, iter }) => `${type} ${metric} ${iter}`)).size).toBe(23);
    expect(pages.flat()).toHaveLength(24);
  });

  test('the plots of the last iterations of each series, and the names of metrics by type', async () => {
    const task = await newTask();
    const plot = (metric: string, iter: number): object => ({ task, type: 'plot', metric, variant: 'v', iter, plot_str: `${metric} ${iter}` });
    await add(plot('p', 1), plot('p', 2), plot('p', 3), plot('q', 1), { task, type: 'training_stats_scalar', metric: 's', iter: 1, value: 1 });
    const texts = (answer: Shown): string[] => answer.plots.map(({ plot_str: body }: Shown) => body).sort();
    expect(texts(await ground.data('events.get_task_plots', { task }))).toEqual(['p 3', 'q 1']);
    const two = await ground.data('events.get_task_plots', { task, iters: 2 });
    expect(texts(two)).toEqual(['p 2', 'p 3', 'q 1']);
    expect(two).toMatchObject({ returned: 3, total: 3 });
    expect((await ground.data('events.get_task_plots', { task, iters: 2, scroll_id: two.scroll_id })).plots).toEqual([]);
    expect(await ground.data('events.get_task_metrics', { tasks: [task], event_type: 'plot' })).toEqual({ metrics: [{ task, metrics: ['p', 'q'] }] });
    expect(await ground.data('events.get_task_metrics', { tasks: [task], event_type: 'log' })).toEqual({ metrics: [{ task, metrics: [] }] });
  });

  test('pictures of the last iterations of a metric, and by scrolling those before, until there are none', async () => {
    const task = await newTask();
    await add(...[1, 2, 3, 4, 5].flatMap((iter) => ['a', 'b'].map((key) => ({ task, type: 'training_debug_image', metric: 'i', variant: 'v', iter, key, url: `http://files/${iter}/${key}` }))));
    const seen: number[][] = [];
    let scroll: string | null = null;
    for (let page = 0; page < 10; page++) {
      const answer: Shown = await ground.data('events.debug_images', { metrics: [{ task, metric: 'i', variants: ['v'] }], iters: 2, scroll_id: scroll });
      const [{ iterations }] = answer.metrics;
      if (iterations.length === 0) break;
      for (const { events } of iterations) expect(events.map(({ key }: Shown) => key)).toEqual(['a', 'b']);
      seen.push(iterations.map(({ iter }: Shown) => iter));
      scroll = answer.scroll_id;
    }
    expect(seen).toEqual([[5, 4], [3, 2], [1]]);
  });
});

test('a batch of 16 MB is taken whole, and a plot in it is read again as it was', async () => {
  const task = await newTask();
  const plot = JSON.stringify({ data: [{ y: 'é'.repeat(4_000_000) }] });
  const line = 'x'.repeat(60_000);
  const events = [{ task, type: 'plot', metric: 'big', variant: 'v', iter: 1, plot_str: plot }, ...Array.from({ length: 150 }, (_, i) => ({ task, type: 'log', msg: `${i} ${line}`, timestamp: 1_700_000_000_000 + i }))];
  expect(await add(...events)).toEqual({ added: 151, errors: 0, errors_info: {} });
  const { plots } = await ground.data('events.get_task_plots', { task });
  expect(plots[0].plot_str === plot).toBe(true);
  expect((await ground.data('events.get_task_log', { task, batch_size: 1 })).events[0].msg).toHaveLength(60_004);
});
