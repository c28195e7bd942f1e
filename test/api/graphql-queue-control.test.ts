// Control of queues through the API: places, moves, names, barriers, limits.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromGlobalId, toGlobalId } from '../../src/api/graphql/global-id.ts';
import { registerWorker, reportWorker } from '../../src/engine/external/worker-report.service.ts';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';
import { newRunner, newTask } from './graphql-work.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

const NOWHERE = '00000000-0000-7000-8000-000000000000';
let queues = 0;

/** A queue of its own with tasks of these names; ids of their items by name. */
async function line(...names: string[]): Promise<{ queueId: string; queueName: string; items: Record<string, string>; taskIds: Record<string, string> }> {
  const queueName = `line-${++queues}`;
  const { queue } = await ground.command('createQueue', { name: queueName, accepts: ['COMMAND'] }, 'queue { id }');
  const taskIds: Record<string, string> = {};
  for (const name of names) taskIds[name] = await newTask(ground, { name, enqueue: true, queueId: queue.id });
  const items = Object.fromEntries((await itemsOf(queue.id)).map((item) => [item.task.name, item.id]));
  return { queueId: queue.id, queueName, items, taskIds };
}

async function itemsOf(queueId: string): Promise<Shown[]> {
  return (await ground.ask('query($id: ID!) { queue(id: $id) { items { nodes { id isBarrier displayName priority position held task { name } } } } }', { id: queueId })).data.queue.items.nodes;
}

const names = async (queueId: string): Promise<string> => (await itemsOf(queueId)).map(({ task, displayName }) => displayName ?? task?.name ?? '|').join(' ');
const ORDER = 'queue { items { nodes { task { name } } } }';

test('items are moved to the front, the back, before, after and to an index, in the order given', async () => {
  const { queueId, items } = await line('a', 'b', 'c', 'd', 'e');
  const move = async (ids: string, to: object) => (await ground.command('moveQueueItems', { queueId, itemIds: [...ids].map((name) => items[name]), to }, ORDER)).queue.items.nodes.map(({ task }: Shown) => task.name).join('');
  expect(await move('dc', { at: 'FRONT' })).toBe('dcabe');
  expect(await move('d', { at: 'BACK' })).toBe('cabed');
  expect(await move('e', { before: items['a'] })).toBe('ceabd');
  expect(await move('ca', { after: items['b'] })).toBe('ebcad');
  expect(await move('d', { index: 1 })).toBe('edbca');
  expect(await ground.command('moveQueueItems', { queueId, itemIds: [items['e']], to: { at: 'FRONT' } }, ORDER)).toMatchObject({ outcome: 'NOOP' });
});

test('an item that has left meanwhile is named by its own id in the message, and the others are moved', async () => {
  const { queueId, items, taskIds } = await line('a', 'b', 'c');
  await ground.command('dequeueTask', { taskId: taskIds['a'] }, 'task { id }');
  const moved = await ground.command('moveQueueItems', { queueId, itemIds: [items['c'], items['a']], to: { at: 'FRONT' } }, ORDER);
  expect(moved).toMatchObject({ outcome: 'ACCEPTED', message: expect.stringContaining(items['a']!), queue: { items: { nodes: [{ task: { name: 'c' } }, { task: { name: 'b' } }] } } });
  expect(await ground.command('moveQueueItems', { queueId, itemIds: [items['a']], to: { at: 'FRONT' } }, ORDER)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_QUEUED' }] });
  expect(await ground.command('moveQueueItems', { queueId, itemIds: [items['b']], to: { before: items['a'] } }, ORDER)).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_QUEUED' }] });
});

test('what a move cannot take points at its place', async () => {
  const { queueId, taskIds, items } = await line('a');
  const places = async (input: object) => (await ground.command('moveQueueItems', { queueId, itemIds: [items['a']], to: { at: 'FRONT' }, ...input }, ORDER)).userErrors.map(({ path }: Shown) => path.join('.'));
  expect(await places({ itemIds: [taskIds['a']] })).toEqual(['input.itemIds.0']);
  expect(await places({ itemIds: [] })).toEqual(['input.itemIds']);
  expect(await places({ itemIds: Array.from({ length: 1_001 }, () => items['a']) })).toEqual(['input.itemIds']);
  expect(await places({ to: {} })).toEqual(['input.to']);
  expect(await places({ to: { at: 'BACK', index: 0 } })).toEqual(['input.to']);
  expect(await places({ to: { before: queueId } })).toEqual(['input.to.before']);
  expect(await places({ to: { after: items['a'] } })).toEqual(['input.to.after']);
  expect(await places({ to: { index: -1 } })).toEqual(['input.to.index']);
  expect(await places({ queueId: toGlobalId('Queue', NOWHERE) })).toEqual(['input.queueId']);
});

test('a task can enter at a place, with the priority of its neighbour there', async () => {
  const { queueId, items } = await line('a', 'b');
  const taskId = await newTask(ground, { name: 'x', priority: -5 });
  expect(await ground.command('enqueueTask', { taskId, queueId, place: { before: items['b'] }, priority: 1 }, 'task { id }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'priority'] }] });
  expect(await ground.command('enqueueTask', { taskId, queueId, place: { before: items['b'] } }, 'task { queueItem { position priority } }')).toMatchObject({ outcome: 'ACCEPTED', task: { queueItem: { position: 2, priority: 0 } } });
  expect(await names(queueId)).toBe('a x b');
});

test('an item gets a name of its own and loses it again; that of its task stays', async () => {
  const { queueId, items } = await line('a');
  const rename = (input: object) => ground.command('renameQueueItem', { itemId: items['a'], ...input }, 'queueItem { displayName task { name } }');
  expect(await rename({ displayName: 'first of all' })).toMatchObject({ outcome: 'ACCEPTED', queueItem: { displayName: 'first of all', task: { name: 'a' } } });
  expect(await rename({ displayName: 'first of all' })).toMatchObject({ outcome: 'NOOP' });
  expect(await names(queueId)).toBe('first of all');
  expect(await rename({ displayName: null })).toMatchObject({ outcome: 'ACCEPTED', queueItem: { displayName: null } });
  expect(await rename({ displayName: 'x'.repeat(256) })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'displayName'] }] });
  expect(await rename({ itemId: toGlobalId('QueueItem', NOWHERE), displayName: 'x' })).toMatchObject({ outcome: 'REFUSED', queueItem: null, userErrors: [{ code: 'NOT_QUEUED' }] });
});

test('a barrier keeps back what stands behind it until it is removed', async () => {
  const { queueId, queueName, items } = await line('a', 'b');
  const { queueItem, outcome } = await ground.command('addQueueBarrier', { queueId, to: { before: items['b'] }, displayName: 'lunch' }, 'queueItem { id isBarrier displayName position task { id } }');
  expect({ outcome, ...queueItem }).toMatchObject({ outcome: 'ACCEPTED', isBarrier: true, displayName: 'lunch', position: 2, task: null });
  expect(await names(queueId)).toBe('a lunch b');
  const runner = await newRunner(ground, `of-${queueName}`, [queueName]);
  expect(await runner.claim(5)).toHaveLength(1);
  expect(await ground.command('removeQueueBarrier', { itemId: items['b'] }, 'queueItem { id }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', path: ['input', 'itemId'] }] });
  expect(await ground.command('removeQueueBarrier', { itemId: queueItem.id }, 'queueItem { id }')).toMatchObject({ outcome: 'ACCEPTED', queueItem: null, userErrors: [] });
  expect(await runner.claim(5)).toHaveLength(1);
  expect(await ground.command('addQueueBarrier', { queueId }, 'queueItem { position }')).toMatchObject({ outcome: 'ACCEPTED', queueItem: { position: 1 } });
});

test('a limit holds from the moment it is set, what is absent stays, and a null takes it away', async () => {
  const { queueId, queueName } = await line('a', 'b', 'c');
  const update = (input: object) => ground.command('updateQueue', { queueId, ...input }, 'queue { maxRunning runningCount displayName accepts }');
  const runner = await newRunner(ground, `of-${queueName}`, [queueName]);
  expect(await update({ maxRunning: 1, displayName: 'One by one' })).toMatchObject({ outcome: 'ACCEPTED', queue: { maxRunning: 1, runningCount: 0, displayName: 'One by one', accepts: ['COMMAND'] } });
  expect(await runner.claim(5)).toHaveLength(1);
  expect(await update({ accepts: ['COMMAND', 'STEPS'] })).toMatchObject({ queue: { maxRunning: 1, runningCount: 1, displayName: 'One by one', accepts: ['COMMAND', 'STEPS'] } });
  expect(await runner.claim(5)).toHaveLength(0);
  expect(await update({ accepts: ['STEPS'] })).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'KIND_NOT_ACCEPTED' }] });
  expect(await update({ maxRunning: null, displayName: null })).toMatchObject({ queue: { maxRunning: null, displayName: null } });
  expect(await update({ maxRunning: null })).toMatchObject({ outcome: 'NOOP' });
  expect(await runner.claim(5)).toHaveLength(2);
  expect(await update({ maxRunning: 0 })).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'maxRunning'] }] });
  expect((await ground.ask('mutation($input: UpdateQueueInput!) { updateQueue(input: $input) { outcome } }', { input: { queueId } }, 'operator')).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test('a queue is made with a limit', async () => {
  expect(await ground.command('createQueue', { name: 'narrow', accepts: ['COMMAND'], maxRunning: 2 }, 'queue { maxRunning }')).toMatchObject({ outcome: 'ACCEPTED', queue: { maxRunning: 2 } });
});

test('a queue gets other tags and another name, and is deleted once nothing waits in it, or by force', async () => {
  const { queueId, taskIds } = await line('a', 'b');
  const other = `renamed ${queueId}`;
  expect(await ground.command('updateQueue', { queueId, name: other, tags: ['y', 'x', 'y'] }, 'queue { name tags }')).toMatchObject({ outcome: 'ACCEPTED', queue: { name: other, tags: ['x', 'y'] } });
  expect(await ground.command('updateQueue', { queueId, name: 'default' }, 'queue { name }')).toMatchObject({ userErrors: [{ code: 'ALREADY_EXISTS', path: ['input', 'name'] }] });
  expect(await ground.command('deleteQueue', { queueId }, 'queue { name }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_EMPTY' }], queue: { name: other } });
  expect(await ground.command('deleteQueue', { queueId, force: true }, 'queue { name }')).toMatchObject({ outcome: 'ACCEPTED', queue: null });
  expect((await ground.ask('query($id: ID!, $task: ID!) { queue(id: $id) { name } task(id: $task) { status queue { name } } }', { id: queueId, task: taskIds['a'] })).data).toEqual({ queue: null, task: { status: 'CREATED', queue: null } });
  expect(await ground.command('deleteQueue', { queueId }, 'queue { name }')).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  const lab = (await ground.ask('{ queues(filter: { name: { eq: "lab" } }) { nodes { id } } }')).data.queues.nodes[0].id;
  expect(await ground.command('deleteQueue', { queueId: lab, force: true }, 'queue { name }')).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'NEEDED' }] });
});

test('an agent is shown with its queues and the task that it says it is at, until it is idle', async () => {
  const taskId = await newTask(ground, { name: 'at work' });
  const { queueId, queueName } = await line();
  const worker = { worker: { name: 'agent' }, ip: null };
  const context = { actor: ground.admin, requestId: null };
  await registerWorker(ground.engine, context, { ...worker, queueIds: [fromGlobalId(queueId, 'Queue', [])], timeoutSeconds: 600 });
  const shown = async (): Promise<Shown> => (await ground.ask('{ runners(filter: { kind: { eq: CLEARML } }) { nodes { name kind state queueNames task { name } } } }')).data.runners.nodes;
  await reportWorker(ground.engine, context, { ...worker, taskId: fromGlobalId(taskId, 'Task', []) });
  expect(await shown()).toEqual([{ name: 'local/agent', kind: 'CLEARML', state: 'UP', queueNames: [queueName], task: { name: 'at work' } }]);
  await reportWorker(ground.engine, context, worker);
  expect(await shown()).toMatchObject([{ task: null }]);
});
