// One execution for all who asked the same, and for nobody else.
import { afterEach, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/access.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL, numbered } from './live-ground.ts';

let ground: LiveGround;
afterEach(() => ground.close());

test('subscribers of one document, variables and scope share one execution per event, whatever their cursors and ids are', async () => {
  ground = await liveGround();
  const [before] = await ground.append([numbered(0)]);
  const clients = await Promise.all([1, 2, 3].map(() => LiveClient.open(ground.url)));
  const after = ground.events.stream.cursorAt(before!.seq);
  clients[0]!.subscribe('1', EVENTS);
  clients[1]!.subscribe('other-id', EVENTS, { after });
  clients[2]!.subscribe('1', EVENTS.replace('($after: String, $filter: EventFilter)', '($filter: EventFilter)').replace('after: $after, ', `after: "${after}", `));
  await Promise.all(clients.map((client, i) => client.caughtUp(i === 1 ? 'other-id' : '1')));
  await until(() => ground.room.stats().groups === 1, 'one group');
  const { executions } = ground.room.stats();
  await ground.append([1, 2, 3].map((n) => numbered(n)));
  for (const [i, client] of clients.entries()) {
    const id = i === 1 ? 'other-id' : '1';
    await client.until(() => client.numbers(id).length === 3, 'three events');
    expect(client.numbers(id)).toEqual([1, 2, 3]);
  }
  expect(ground.room.stats()).toMatchObject({ executions: executions + 3, groups: 1, subscribers: 3 });
});

test('another variable, another selection or another scope makes another group', async () => {
  const actors: Record<string, Actor> = { a: LOCAL, b: { ...LOCAL, userId: '00000000-0000-7000-8000-000000000002' }, c: { ...LOCAL, role: 'viewer' } };
  ground = await liveGround({ authorise: ({ as }) => Promise.resolve({ actor: actors[String(as)]! }) });
  const clients = await Promise.all(['a', 'b', 'c'].map((as) => LiveClient.open(ground.url, { as })));
  for (const client of clients) client.subscribe('1', EVENTS);
  clients[0]!.subscribe('2', EVENTS, { filter: { kinds: ['PROJECT_CREATED'] } });
  clients[0]!.subscribe('3', EVENTS.replace('kind', 'at kind'));
  await until(() => ground.room.stats().groups === 5, 'five groups');
  await Promise.all([...clients.map((client) => client.caughtUp('1')), clients[0]!.caughtUp('2'), clients[0]!.caughtUp('3')]);
  const { executions } = ground.room.stats();
  await ground.append([numbered(1)]);
  await Promise.all(clients.map((client) => client.until(() => client.numbers('1').length === 1, 'the event')));
  await clients[0]!.until(() => clients[0]!.numbers('2').length === 1 && clients[0]!.numbers('3').length === 1, 'the event in the other groups');
  expect(ground.room.stats().executions).toBe(executions + 5);
});

test('a group executes only events that its filter lets through, and goes away with its last subscriber', async () => {
  ground = await liveGround();
  const client = await LiveClient.open(ground.url);
  client.subscribe('1', EVENTS, { filter: { kinds: ['QUEUE_STATE'] } });
  await client.caughtUp('1');
  await until(() => ground.room.stats().groups === 1, 'the group');
  const { executions } = ground.room.stats();
  await ground.append([numbered(1), numbered(2), numbered(3, { kind: 'queue.state', data: { state: 'PAUSED', from: 'OPEN' } })]);
  await client.until(() => client.numbers('1').length === 1, 'the matching event');
  expect(client.numbers('1')).toEqual([3]);
  expect(ground.room.stats().executions).toBe(executions + 1);
  client.send({ id: '1', type: 'complete' });
  await until(() => ground.room.stats().groups === 0, 'the group to go');
  expect(ground.room.stats().subscribers).toBe(0);
  expect(ground.events.hub.size).toBe(0);
});

test('events that come while earlier ones are being executed are delivered in the order of the log', async () => {
  const open: (() => void)[] = [];
  let hold = false;
  const { execute } = await import('graphql');
  ground = await liveGround({
    room: {
      execute: async (args) => {
        if (hold && open.length === 0) await new Promise<void>((resolve) => open.push(resolve));
        return execute(args);
      },
    },
  });
  const client = await LiveClient.open(ground.url);
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  await until(() => ground.room.stats().groups === 1, 'the group');
  hold = true;
  await ground.append([numbered(1)]);
  await until(() => open.length === 1, 'the first execution to begin');
  await ground.append([numbered(2), numbered(3)]);
  await until(() => ground.events.hub.position >= 3, 'the hub to publish');
  expect(client.numbers('1')).toEqual([]);
  open[0]!();
  await client.until(() => client.numbers('1').length === 3, 'three events');
  expect(client.numbers('1')).toEqual([1, 2, 3]);
});

test('an execution that fails is delivered as errors in its payload, and the group goes on', async () => {
  let fail = false;
  const { execute } = await import('graphql');
  ground = await liveGround({
    room: {
      execute: (args) => {
        if (fail) throw new Error('the database is on fire');
        return execute(args) as ReturnType<typeof execute> & object;
      },
    },
  });
  const client = await LiveClient.open(ground.url);
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  await until(() => ground.room.stats().groups === 1, 'the group');
  fail = true;
  await ground.append([numbered(1)]);
  await client.until(() => client.of('1').length === 2, 'the failed event');
  expect(client.of('1')[1]).toMatchObject({ type: 'next', payload: { errors: [{ message: expect.not.stringContaining('fire'), extensions: { code: 'INTERNAL' } }] } });
  expect(ground.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  fail = false;
  await ground.append([numbered(2)]);
  await client.until(() => client.of('1').length === 3, 'the next event');
  expect(client.of('1')[2]).toMatchObject({ type: 'next', payload: { data: { events: { event: { requestId: '2' } } } } });
});
