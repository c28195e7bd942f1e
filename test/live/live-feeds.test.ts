// Every subscription field over what the engine really writes: runners, phases, queues, output, and the log as a query.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeLogCursor } from '../../src/api/graphql/log/log-cursor.ts';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import type { Actor } from '../../src/domain/access.ts';
import { encodeCursor } from '../../src/domain/event/cursor.ts';
import type { ClaimedAttempt, SessionAnswer } from '../../src/domain/dispatch/protocol.ts';
import { claim } from '../../src/engine/dispatch/claim.service.ts';
import { report } from '../../src/engine/dispatch/report/report.service.ts';
import { openSession } from '../../src/engine/dispatch/session.service.ts';
import { createQueue, pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { sessionRequest } from '../engine/bench-runner.ts';
import { LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL } from './live-ground.ts';

const RUNNER: Actor = { userId: '00000000-0000-7000-8000-00000000000a', name: 'robot', role: 'runner', grants: null };
const CONTEXT = { actor: LOCAL, requestId: null };

let ground: LiveGround;
let client: LiveClient;
beforeEach(async () => {
  ground = await liveGround();
  await seedRows(ground.engine);
  client = await LiveClient.open(ground.url);
});
afterEach(() => ground.close());

async function newTask(name: string): Promise<string> {
  return (await createTask(ground.engine, CONTEXT, { name, spec: { kind: 'command', binary: 'true', args: [], env: {} } })).subjectId;
}

function newSession(name: string): Promise<SessionAnswer> {
  return openSession(ground.engine, RUNNER, sessionRequest(name, { slots: 2 }));
}

async function claimOne(session: string): Promise<ClaimedAttempt> {
  const [attempt] = await claim(ground.engine, RUNNER, { session, max: 1, decks: [] });
  if (!attempt) throw new Error('nothing to claim');
  return attempt;
}

async function finish(session: string, { attemptId, epoch }: ClaimedAttempt): Promise<void> {
  await report(ground.engine, RUNNER, { session, items: [{ n: 1, type: 'finish', end: { by: 'EXIT', exitCode: 3 }, attemptId, epoch }] });
}

test('runnerStatus tells of the runners asked for, and resumes', async () => {
  const query = 'subscription ($after: String, $ids: [ID!]) { runnerStatus(after: $after, runnerIds: $ids) { cursor caughtUp state previousState runner { name state } } }';
  const { runnerId } = await newSession('one');
  client.subscribe('all', query);
  client.subscribe('one', query, { ids: [toGlobalId('Runner', runnerId)] });
  await Promise.all([client.caughtUp('all', 'runnerStatus'), client.caughtUp('one', 'runnerStatus')]);
  await newSession('two');
  await newSession('one');
  type Message = { cursor: string; runner: { name: string } | null };
  await client.until(() => client.data('all', 'runnerStatus').length === 3 && client.data('one', 'runnerStatus').length === 2, 'the changes');
  expect(client.data('all', 'runnerStatus').slice(1)).toMatchObject([
    { caughtUp: false, state: 'UP', previousState: null, runner: { name: 'two', state: 'UP' } },
    { caughtUp: false, state: 'UP', previousState: 'UP', runner: { name: 'one' } },
  ]);
  expect(client.data<Message>('one', 'runnerStatus').map(({ runner }) => runner?.name)).toEqual([undefined, 'one']);
  client.subscribe('again', query, { after: client.data<Message>('all', 'runnerStatus')[1]!.cursor });
  await client.caughtUp('again', 'runnerStatus');
  expect(client.data<Message>('again', 'runnerStatus').map(({ runner }) => runner?.name)).toEqual(['one', undefined]);
});

test('phaseChanges tells of a phase that begins and ends, with the task and the attempt', async () => {
  const query = 'subscription ($task: ID) { phaseChanges(taskId: $task) { caughtUp change { __typename ... on TaskPhaseChange { section index state attemptNo at task { name } } } } }';
  const taskId = await newTask('mine');
  client.subscribe('1', query, { task: toGlobalId('Task', taskId) });
  client.subscribe('2', query, { task: toGlobalId('Task', await newTask('other')) });
  await Promise.all([client.caughtUp('1', 'phaseChanges'), client.caughtUp('2', 'phaseChanges')]);
  await enqueueTask(ground.engine, CONTEXT, { taskId });
  const { session } = await newSession('one');
  await finish(session, await claimOne(session));
  await client.until(() => client.data('1', 'phaseChanges').length === 3, 'two changes');
  const change = { __typename: 'TaskPhaseChange', section: 'MAIN', index: 0, attemptNo: 1, task: { name: 'mine' } };
  expect(client.data('1', 'phaseChanges').slice(1)).toMatchObject([{ change: { ...change, state: 'RUNNING' } }, { change: { ...change, state: 'FAILED' } }]);
  expect(client.data('2', 'phaseChanges')).toHaveLength(1);
});

test('queueChanges tells of what enters and leaves one queue and of the queue itself', async () => {
  const query = 'subscription ($queue: ID) { queueChanges(queueId: $queue) { caughtUp kind state previousState priority task { name } queue { name } } }';
  const queueId = (await createQueue(ground.engine, CONTEXT, { name: 'q', accepts: ['command'] })).subjectId;
  const taskId = await newTask('walker');
  const elsewhere = await newTask('elsewhere');
  client.subscribe('1', query, { queue: toGlobalId('Queue', queueId) });
  await client.caughtUp('1', 'queueChanges');
  await enqueueTask(ground.engine, CONTEXT, { taskId: elsewhere });
  await enqueueTask(ground.engine, CONTEXT, { taskId, queueId, priority: 7 });
  await dequeueTask(ground.engine, CONTEXT, { taskId });
  await pauseQueue(ground.engine, CONTEXT, { queueId });
  await client.until(() => client.data('1', 'queueChanges').length === 4, 'three changes');
  const of = { queue: { name: 'q' } };
  expect(client.data('1', 'queueChanges').slice(1)).toMatchObject([
    { kind: 'ENTERED', priority: 7, task: { name: 'walker' }, state: null, ...of },
    { kind: 'LEFT', priority: null, task: { name: 'walker' }, state: null, ...of },
    { kind: 'STATE', task: null, state: 'PAUSED', previousState: 'OPEN', ...of },
  ]);
});

test('events carry the fields of their type, typed and with the nouns they concern', async () => {
  const query = `subscription { events { event { __typename kind ... on TaskEvent { status previousStatus attemptNo outcome failure exitCode leftQueue item { priority } phase { section state } task { name status } queue { name } }
    ... on RunnerEvent { runnerKind slots runner { name } } } } }`;
  client.subscribe('1', query);
  await until(() => ground.room.stats().groups === 1, 'the group');
  const taskId = await newTask('mine');
  await enqueueTask(ground.engine, CONTEXT, { taskId, priority: 4 });
  const { session } = await newSession('one');
  await finish(session, await claimOne(session));
  await client.until(() => client.data<{ event: { kind?: string } | null }>('1').some(({ event }) => event?.kind === 'TASK_ENDED'), 'the end');
  const events = client.data('1').flatMap(({ event }) => (event ? [event] : []));
  expect(events).toMatchObject([
    { __typename: 'TaskEvent', kind: 'TASK_CREATED', status: 'CREATED' },
    { kind: 'TASK_ENQUEUED', status: 'QUEUED', previousStatus: 'CREATED', item: { priority: 4 }, leftQueue: false, queue: { name: 'default' } },
    { __typename: 'RunnerEvent', kind: 'RUNNER_UP', runnerKind: 'REMOTE', slots: 2, runner: { name: 'one' } },
    { kind: 'TASK_STARTED', status: 'IN_PROGRESS', previousStatus: 'QUEUED', attemptNo: 1, leftQueue: true, phase: { section: 'MAIN', state: 'RUNNING' } },
    { kind: 'TASK_ENDED', status: 'FAILED', previousStatus: 'IN_PROGRESS', outcome: 'FAILED', failure: 'EXIT', exitCode: 3, task: { name: 'mine', status: 'FAILED' } },
  ]);
});

test('taskLog gives every line once, in order, from any cursor, while lines are written', async () => {
  const query = 'subscription ($task: ID!, $after: String) { taskLog(taskId: $task, after: $after) { cursor caughtUp line { message } } }';
  type Message = { cursor: string; caughtUp: boolean; line: { message: string } | null };
  const lines = (id: string): number[] => client.data<Message>(id, 'taskLog').flatMap(({ line }) => (line ? [Number(line.message)] : []));
  const taskId = await newTask('talker');
  await enqueueTask(ground.engine, CONTEXT, { taskId });
  const { session } = await newSession('one');
  const attempt = await claimOne(session);
  const task = toGlobalId('Task', taskId);
  let n = 0;
  let reports = 0;
  const write = async (count: number): Promise<void> => {
    const batch = Array.from({ length: count }, (_, i) => ({ at: new Date().toISOString(), source: 'STDOUT' as const, message: String(n + i) }));
    await report(ground.engine, RUNNER, { session, items: [{ n: ++reports, type: 'log', lines: batch, dropped: 0, attemptId: attempt.attemptId, epoch: attempt.epoch }] });
    n += count;
  };
  await write(300);
  client.subscribe('start', query, { task });
  await client.caughtUp('start', 'taskLog');
  expect(lines('start')).toEqual(Array.from({ length: 300 }, (_, i) => i));
  // Every second subscriber has more to read than it may read ahead: its group delivers further lines before it can join.
  let writing = true;
  const writer = (async () => { while (writing) await write(7); })();
  const ids: string[] = [];
  for (let round = 0; round < 20; round++) {
    const from = round % 2 === 0 ? 0 : n;
    const id = `${round}-${from}`;
    client.subscribe(id, query, { task, after: encodeLogCursor({ generation: 1, n: from }) });
    ids.push(id);
    await client.caughtUp(id, 'taskLog');
  }
  writing = false;
  await writer;
  for (const id of ['start', ...ids]) {
    const from = id === 'start' ? 0 : Number(id.split('-')[1]);
    await client.until(() => lines(id).length >= n - from, `the lines of ${id}`);
    expect(lines(id)).toEqual(Array.from({ length: n - from }, (_, i) => from + i));
    expect(client.data<Message>(id, 'taskLog').filter(({ caughtUp }) => caughtUp)).toHaveLength(1);
  }
  expect(ground.room.stats().groups).toBe(1);
});

test('taskLog refuses a cursor that is none and a task that does not exist', async () => {
  const query = 'subscription ($task: ID!, $after: String) { taskLog(taskId: $task, after: $after) { cursor } }';
  client.subscribe('cursor', query, { task: toGlobalId('Task', await newTask('t')), after: encodeCursor({ logId: ground.events.logId, seq: 1 }) });
  client.subscribe('task', query, { task: toGlobalId('Task', '00000000-0000-7000-8000-0000000000ff') });
  client.subscribe('type', query, { task: toGlobalId('Queue', '00000000-0000-7000-8000-0000000000ff') });
  await client.until(() => ['cursor', 'task', 'type'].every((id) => client.of(id).length > 0), 'the errors');
  expect(client.of('cursor')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'CURSOR_INVALID' } }] }]);
  expect(client.of('task')).toMatchObject([{ type: 'error', payload: [{ message: expect.stringContaining('no such task') }] }]);
  expect(client.of('type')).toMatchObject([{ type: 'error', payload: [{ message: expect.stringContaining('is the id of a Queue') }] }]);
});

test('the log can be read page by page, and a page ends where a subscription can begin', async () => {
  for (let i = 0; i < 5; i++) await newTask(`t${i}`);
  await until(() => ground.events.tail.horizon >= 5, 'the log to settle');
  const query = 'query ($after: String, $first: Int, $filter: EventFilter) { events(after: $after, first: $first, filter: $filter) { endCursor hasMore events { cursor kind ... on TaskEvent { task { name } } } } }';
  const kinds = ['TASK_CREATED'];
  type Page = { endCursor: string; hasMore: boolean; events: { task: { name: string } }[] };
  const names: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 20; page++) {
    const id = `page-${page}`;
    client.subscribe(id, query, { after, first: 2, filter: { kinds } });
    await client.until(() => client.of(id).length === 2, 'the page');
    const { endCursor, hasMore, events } = client.data<Page>(id)[0]!;
    expect(events.length).toBeLessThanOrEqual(2);
    names.push(...events.map(({ task }) => task.name));
    after = endCursor;
    if (!hasMore) break;
  }
  expect(names).toEqual(['t0', 't1', 't2', 't3', 't4']);
  client.subscribe('live', 'subscription ($after: String) { events(after: $after) { caughtUp event { kind } } }', { after });
  await client.caughtUp('live');
  expect(client.data('live')).toHaveLength(1);
  client.subscribe('bad', query, { after: 'x' });
  client.subscribe('many', query, { first: 1_000 });
  await client.until(() => client.of('bad').length === 2 && client.of('many').length === 2, 'the refusals');
  expect(client.of('bad')[0]).toMatchObject({ payload: { errors: [{ extensions: { code: 'CURSOR_INVALID' } }] } });
  expect(client.of('many')[0]).toMatchObject({ payload: { errors: [{ message: expect.stringContaining('first must be') }] } });
});
