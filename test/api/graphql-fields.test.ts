// What tasks, attempts, runners and ids show; and how few statements it takes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';
import { newRun, newRunner, newTask } from './graphql-work.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

const NOWHERE = '00000000-0000-7000-8000-000000000000';

async function queueNamed(name: string): Promise<string> {
  return (await ground.command('createQueue', { name, accepts: ['COMMAND'] }, 'queue { id }')).queue.id as string;
}

test('a task shows its attempts, phases, output and what may be done with it, from queued to failed to running again', async () => {
  const queueId = await queueNamed('story');
  const taskId = await newTask(ground, { enqueue: true, queueId });
  const show = async () => (await ground.ask(`query($id: ID!) { task(id: $id) { status attemptCount failedCount allowedCommands startedAt endedAt
    queueItem { position addedAt queue { name } } currentAttempt { number state runner { name capabilities { kind stopAfter pause } queueNames } }
    attempts { totalCount nodes { number state outcome failure exitCode fence task { id } } } phases { nodes { section index state } } log { totalCount nodes { number message source attemptNumber } } } }`, { id: taskId })).data.task;

  expect(await show()).toMatchObject({ status: 'QUEUED', attemptCount: 0, queueItem: { position: 1, queue: { name: 'story' } }, currentAttempt: null, attempts: { totalCount: 0 }, startedAt: null });
  const runner = await newRunner(ground, 'teller', ['story']);
  const [attempt] = await runner.claim(1);
  await runner.write(attempt!, ['one', 'two']);
  const running = await show();
  expect(running).toMatchObject({
    status: 'IN_PROGRESS', attemptCount: 1, queueItem: null,
    currentAttempt: { number: 1, state: 'RUNNING', runner: { name: 'teller', capabilities: [{ kind: 'COMMAND', stopAfter: ['TASK'], pause: false }], queueNames: ['story'] } },
    phases: { nodes: [{ section: 'MAIN', index: 0, state: 'RUNNING' }] },
    log: { totalCount: 2, nodes: [{ number: 1, message: 'one', source: 'STDOUT', attemptNumber: 1 }, { number: 2, message: 'two' }] },
  });
  expect(running.allowedCommands).toEqual(['STOP', 'ABORT', 'KILL', 'FORCE', 'CLONE']);
  await runner.finish(attempt!, 3);
  const failed = await show();
  expect(failed).toMatchObject({ status: 'FAILED', failedCount: 1, currentAttempt: null, attempts: { totalCount: 1, nodes: [{ number: 1, state: 'ENDED', outcome: 'FAILED', failure: 'EXIT', exitCode: 3, fence: 'LEASED', task: { id: taskId } }] } });
  expect(failed.allowedCommands).toContain('RETRY');
  await ground.command('retryTask', { taskId }, 'task { id }');
  await runner.claim(1);
  expect((await show()).attempts.nodes.map(({ number, state }: Shown) => [number, state])).toEqual([[2, 'RUNNING'], [1, 'ENDED']]);
});

test('output is read on from a cursor, from the end and between, and a cursor of another kind is refused', async () => {
  const taskId = await newTask(ground, { enqueue: true, queueId: await queueNamed('output') });
  const runner = await newRunner(ground, 'writer', ['output']);
  const [attempt] = await runner.claim(1);
  await runner.write(attempt!, Array.from({ length: 9 }, (_, i) => `line ${i + 1}`));
  const read = async (args: string) => (await ground.ask(`query($id: ID!) { task(id: $id) { log(${args}) { nodes { number } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`, { id: taskId }));
  const numbers = (answer: Shown) => answer.data.task.log.nodes.map(({ number }: Shown) => number);
  const first = await read('first: 4');
  const { endCursor } = first.data.task.log.pageInfo;
  expect([numbers(first), numbers(await read(`first: 4, after: "${endCursor}"`)), numbers(await read('last: 2')), numbers(await read(`before: "${endCursor}"`))]).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [8, 9], [1, 2, 3]]);
  const eventCursor = (await ground.ask('{ eventCursor }')).data.eventCursor;
  for (const bad of ['abc', eventCursor]) expect((await read(`after: "${bad}"`)).errors).toMatchObject([{ path: ['task', 'log'], extensions: { code: 'CURSOR_INVALID', argumentPath: ['after'] } }]);
});

test('a runner shows the attempts that it makes now', async () => {
  const queueId = await queueNamed('busy');
  for (let i = 0; i < 3; i++) await newTask(ground, { enqueue: true, queueId });
  const runner = await newRunner(ground, 'busy', ['busy']);
  const [done] = await runner.claim(3);
  await runner.finish(done!, 0);
  const { data } = await ground.ask('query($id: ID!) { runner(id: $id) { name kind state slots host agent attempts { totalCount nodes { state } } } }', { id: toGlobalId('Runner', runner.runnerId) });
  expect(data.runner).toMatchObject({ name: 'busy', kind: 'REMOTE', state: 'UP', slots: 64, host: 'bench', agent: 'bench/1', attempts: { totalCount: 2, nodes: [{ state: 'RUNNING' }, { state: 'RUNNING' }] } });
});

test('anything with an id is found again by node and nodes, with its type', async () => {
  await newRun(ground, { a: [], b: ['a'] });
  const { data } = await ground.ask(`{ projects { nodes { id } } queues { nodes { id items(first: 2) { nodes { id } } } } runs { nodes { id } } runners { nodes { id } }
    tasks(filter: { status: { in: [IN_PROGRESS, FAILED] } }) { nodes { id attempts { nodes { id } } phases { nodes { id } } } } }`);
  const { workflow } = await ground.command('saveWorkflow', { name: 'w', definition: { tasks: [{ node: 'a', spec: { command: { binary: 'x' } } }] } }, 'workflow { id }');
  const item = data.queues.nodes.flatMap((queue: Shown) => queue.items.nodes)[0];
  const task = data.tasks.nodes.find((each: Shown) => each.attempts.nodes.length > 0);
  const byType = { Project: data.projects.nodes[0], Queue: data.queues.nodes[0], QueueItem: item, Run: data.runs.nodes[0], Runner: data.runners.nodes[0], Task: task, Attempt: task.attempts.nodes[0], Phase: task.phases.nodes[0], Workflow: workflow };
  const ids = Object.values(byType).map(({ id }: Shown) => id as string);
  const found = await ground.ask('query($ids: [ID!]!, $one: ID!) { nodes(ids: $ids) { __typename id ... on Task { name } } node(id: $one) { __typename id } }', { ids: [...ids, toGlobalId('Task', NOWHERE)], one: ids[3] });
  expect(found.data.nodes.map((each: Shown) => each?.__typename ?? null)).toEqual([...Object.keys(byType), null]);
  expect(found.data.nodes.slice(0, -1).map(({ id }: Shown) => id)).toEqual(ids);
  expect(found.data.node).toEqual({ __typename: 'Run', id: ids[3] });
});

test.each(['', 'abc', 'VGFzazphYmM', Buffer.from(`User:${NOWHERE}`).toString('base64url'), Buffer.from('Task:0190000A-BCDE-7000-8000-000000000000').toString('base64url'), 'é', 'x'.repeat(100_000)])('node of a text that is no id is a typed error (%#)', async (id) => {
  expect((await ground.ask('query($id: ID!) { node(id: $id) { id } }', { id })).errors).toMatchObject([{ path: ['node'], extensions: { code: 'INVALID' } }]);
});

test('nodes takes a hundred ids and not one more', async () => {
  const ids = Array.from({ length: 101 }, () => toGlobalId('Task', NOWHERE));
  const ask = (n: number) => ground.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids.slice(0, n) });
  expect((await ask(100)).data.nodes).toHaveLength(100);
  expect((await ask(101)).errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
});

test('task of an id of another type is a typed error, and of an unknown id is null', async () => {
  const ask = (id: string) => ground.ask('query($id: ID!) { task(id: $id) { id } }', { id });
  expect((await ask(toGlobalId('Run', NOWHERE))).errors).toMatchObject([{ path: ['task'], extensions: { code: 'INVALID' }, message: expect.stringContaining('id of a Run') }]);
  expect(await ask(toGlobalId('Task', NOWHERE))).toEqual({ data: { task: null } });
});

test('fifty tasks with queue, current attempt and runner take at most five statements', async () => {
  const queueId = await queueNamed('fifty');
  for (let i = 0; i < 50; i++) await newTask(ground, { enqueue: true, queueId, tags: ['fifty'] });
  await (await newRunner(ground, 'one of two', ['fifty'])).claim(20);
  await (await newRunner(ground, 'two of two', ['fifty'])).claim(20);
  ground.statements.length = 0;
  const { data, errors } = await ground.ask(`{ tasks(first: 50, filter: { queueId: "${queueId}" }) { nodes { id name status project { path } queue { name } currentAttempt { state runner { name } task { name } } allowedCommands } } }`);
  expect(errors).toBeUndefined();
  expect(data.tasks.nodes.filter((task: Shown) => task.currentAttempt?.runner).length).toBe(40);
  expect(ground.statements.length).toBeLessThanOrEqual(5);
});

test('lists below fifty rows take one statement each, counts one more', async () => {
  const { data } = await ground.ask('{ queues(filter: { name: { eq: "fifty" } }) { nodes { id } } }');
  ground.statements.length = 0;
  const { errors } = await ground.ask(`{ tasks(first: 50, filter: { queueId: "${data.queues.nodes[0].id}" }) { nodes { attempts(first: 3) { totalCount nodes { number } } phases { nodes { index } } queueItem { position } log(last: 2) { nodes { message } } } } }`);
  expect(errors).toBeUndefined();
  // tasks; attempts, their counts; phases; queue items, their positions; lines
  expect(ground.statements.length).toBe(7);
});

test('viewer tells who asks; service roles read nothing else', async () => {
  expect((await ground.ask('{ viewer { name role } }', {}, 'viewer')).data).toEqual({ viewer: { name: 'local', role: 'VIEWER' } });
  expect((await ground.ask('{ viewer { role } }', {}, 'runner')).data).toEqual({ viewer: { role: 'RUNNER' } });
  for (const query of ['{ tasks { nodes { id } } }', '{ eventCursor }', `{ node(id: "${toGlobalId('Task', NOWHERE)}") { id } }`, `{ task(id: "${toGlobalId('Task', NOWHERE)}") { id } }`]) {
    expect((await ground.ask(query, {}, 'runner')).errors, query).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
});

test('eventCursor is a cursor of this log at its settled end', async () => {
  const { data } = await ground.ask('{ eventCursor }');
  expect(decodeCursor(data.eventCursor)).toEqual({ logId: ground.context().logId, seq: 7 });
});
