// Metrics over GraphQL: as series and pages, and live, beside the lines that come by the same way.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { encodeLogCursor } from '../../src/api/graphql/log/log-cursor.ts';
import { reportEvents } from '../../src/engine/metric/report-events.service.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { LiveClient } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL } from './live-ground.ts';

const CONTEXT = { actor: LOCAL, requestId: null };
const QUERY = 'subscription ($task: ID!, $after: String, $metric: String) { metricSeries(taskId: $task, after: $after, metric: $metric) { cursor caughtUp entry { kind metric variant generation number iteration value body } } }';
type Message = { cursor: string; caughtUp: boolean; entry: { metric: string; iteration: number; number: number; value: number | null; generation: number; body: string | null } | null };

let ground: LiveGround;
let client: LiveClient;
let task: string;
beforeEach(async () => {
  ground = await liveGround();
  await seedRows(ground.engine);
  client = await LiveClient.open(ground.url);
  task = (await createTask(ground.engine, CONTEXT, { name: 't', spec: { kind: 'command', binary: 'true', args: [], env: {} } })).subjectId;
});
afterEach(() => ground.close());

async function report(...events: object[]): Promise<void> {
  const receipt = await reportEvents(ground.engine, CONTEXT, { events: events.map((event) => ({ task, ...event })), worker: 'w', uuidOf: (id) => id });
  expect(receipt).toMatchObject({ added: events.length });
}

const point = (iter: number, value: unknown = iter, metric = 'loss'): object => ({ type: 'training_stats_scalar', metric, variant: 'v', iter, value, timestamp: 1_700_000_000_000 + iter });
const entries = (id: string): NonNullable<Message['entry']>[] => client.data<Message>(id, 'metricSeries').flatMap(({ entry }) => (entry ? [entry] : []));

async function ask(query: string, variables: object = {}): Promise<{ data: any; errors?: any }> { // oxlint-disable-line typescript/no-explicit-any -- whatever was selected
  const response = await fetch(`${ground.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables: { task: toGlobalId('Task', task), ...variables } }) });
  return (await response.json()) as { data: unknown };
}

test('metricSeries gives every entry once, in the order of commits, from any cursor, while two writers report', async () => {
  const id = toGlobalId('Task', task);
  await report(...Array.from({ length: 700 }, (_, i) => point(i)));
  client.subscribe('start', QUERY, { task: id });
  await client.caughtUp('start', 'metricSeries');
  expect(entries('start').map(({ iteration }) => iteration)).toEqual(Array.from({ length: 700 }, (_, i) => i));
  let next = 700;
  let writing = true;
  const writer = async (metric: string): Promise<void> => { while (writing) await report(...Array.from({ length: 5 }, () => point(next++, 1, metric))); };
  const writers = [writer('loss'), writer('other')];
  const from = Array.from({ length: 4 }, (_, i) => (i % 2 === 0 ? 0 : 650));
  for (const [i, n] of from.entries()) {
    client.subscribe(String(i), QUERY, { task: id, after: encodeLogCursor({ generation: 1, n }) });
    await client.caughtUp(String(i), 'metricSeries');
  }
  writing = false;
  await Promise.all(writers);
  for (const [key, n] of [['start', 0] as const, ...from.map((at, i) => [String(i), at] as const)]) {
    await client.until(() => entries(key).length >= next - n, `the entries of ${key}`);
    const numbers = entries(key).map((entry) => entry.number);
    expect(numbers).toEqual(Array.from({ length: next - n }, (_, i) => n + i + 1));
    expect(client.data<Message>(key, 'metricSeries').filter(({ caughtUp }) => caughtUp)).toHaveLength(1);
  }
  expect(ground.room.stats().groups).toBe(1);
});

test('an entry that takes the place of another comes again, a task that is made new goes on in its next generation, and plots bring their text', async () => {
  const id = toGlobalId('Task', task);
  await report(point(1, 5), point(2, 'NaN'));
  client.subscribe('all', QUERY, { task: id });
  client.subscribe('plots', QUERY, { task: id, metric: 'p' });
  await Promise.all([client.caughtUp('all', 'metricSeries'), client.caughtUp('plots', 'metricSeries')]);
  await report(point(1, 6));
  await client.until(() => entries('all').length === 3, 'the new value');
  await ground.db.query({ name: '', text: `UPDATE task SET status = 'stopped' WHERE id = $1` }, [task]);
  await resetTask(ground.engine, CONTEXT, { taskId: task });
  await report(point(1, 7), { type: 'plot', metric: 'p', variant: 'v', iter: 0, plot_str: '{"data":[]}' });
  await client.until(() => entries('all').length === 5 && entries('plots').length === 1, 'the next generation');
  expect(entries('all').map(({ generation, value }) => [generation, value])).toEqual([[1, 5], [1, null], [1, 6], [2, 7], [2, null]]);
  expect(entries('plots')).toMatchObject([{ kind: 'PLOT', body: '{"data":[]}', generation: 2 }]);
});

test('metricSeries refuses a cursor that is none and a task that does not exist', async () => {
  client.subscribe('cursor', QUERY, { task: toGlobalId('Task', task), after: 'nonsense' });
  client.subscribe('task', QUERY, { task: toGlobalId('Task', '00000000-0000-7000-8000-0000000000ff') });
  await client.until(() => ['cursor', 'task'].every((id) => client.of(id).length > 0), 'the errors');
  expect(client.of('cursor')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'CURSOR_INVALID' } }] }]);
  expect(client.of('task')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] }]);
});

test('messages of outside workers come in the log as they were sent, live too, with their level and worker', async () => {
  const id = toGlobalId('Task', task);
  client.subscribe('log', 'subscription ($task: ID!) { taskLog(taskId: $task) { caughtUp line { number source message level worker } } }', { task: id });
  await client.caughtUp('log', 'taskLog');
  await report({ type: 'log', msg: 'epoch 1\r\nepoch 2\n', level: 'INFO' });
  type Line = { line: object | null };
  await client.until(() => client.data<Line>('log', 'taskLog').some(({ line }) => line !== null), 'the line');
  const line = { number: 1, source: 'STDOUT', message: 'epoch 1\r\nepoch 2\n', level: 'INFO', worker: 'w' };
  expect(client.data<Line>('log', 'taskLog').at(-1)).toMatchObject({ line });
  expect((await ask('query ($task: ID!) { task(id: $task) { log { nodes { number source message level worker } } } }')).data.task.log.nodes).toEqual([line]);
});

test('series are listed with their figures, their values page by page, and a page ends where the live series can begin', async () => {
  await report(point(3, 1), point(1, 5), point(2, 3), { type: 'plot', metric: 'p', variant: 'v', iter: 0, plot_str: '[1]' }, { type: 'training_debug_image', metric: 'i', variant: 'v', iter: 0, key: 'k', url: 'u' });
  const { data, errors } = await ask('query ($task: ID!) { task(id: $task) { metrics(first: 10) { totalCount nodes { kind metric length lastValue lastIteration minValue minIteration maxValue maxIteration firstValue firstIteration mean values(first: 10) { nodes { key url body value } } } } } }');
  expect(errors).toBeUndefined();
  expect(data.task.metrics).toMatchObject({
    totalCount: 3,
    nodes: [
      { kind: 'SCALAR', metric: 'loss', length: 3, lastValue: 1, lastIteration: 3, minValue: 1, minIteration: 3, maxValue: 5, maxIteration: 1, firstValue: 5, firstIteration: 1, mean: 3, values: { nodes: [{ value: 1 }, { value: 5 }, { value: 3 }] } },
      { kind: 'PLOT', metric: 'p', mean: null, values: { nodes: [{ body: '[1]', value: null }] } }, { kind: 'IMAGE', metric: 'i', values: { nodes: [{ key: 'k', url: 'u', body: null }] } },
    ],
  });
  const page = 'query ($task: ID!, $after: String) { metricSeries(taskId: $task, metric: "loss", variant: "v") { values(first: 2, after: $after) { pageInfo { hasNextPage endCursor } nodes { iteration } } } }';
  const { pageInfo, nodes } = (await ask(page)).data.metricSeries.values;
  expect(nodes).toEqual([{ iteration: 3 }, { iteration: 1 }]);
  expect((await ask(page, { after: pageInfo.endCursor })).data.metricSeries.values).toMatchObject({ nodes: [{ iteration: 2 }], pageInfo: { hasNextPage: false } });
  client.subscribe('rest', QUERY, { task: toGlobalId('Task', task), after: pageInfo.endCursor, metric: 'loss' });
  await client.caughtUp('rest', 'metricSeries');
  expect(entries('rest').map(({ iteration }) => iteration)).toEqual([2]);
  expect((await ask('query ($task: ID!) { metricSeries(taskId: $task, metric: "nul\\u0000", variant: "v") { kind } }')).data.metricSeries).toBeNull();
});
