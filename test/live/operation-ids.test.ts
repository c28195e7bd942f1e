// Ids that a client uses again while the server is still busy with what had them before.
import { afterEach, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';

let ground: LiveGround;
afterEach(() => ground.close());

/** Holds up everything that reads tasks until the returned function is called. */
async function lockTasks(): Promise<() => Promise<void>> {
  const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = ground.db.transaction(async (tx) => {
    await tx.query({ name: 'test_lock', text: 'LOCK TABLE task IN ACCESS EXCLUSIVE MODE' }, []);
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  return async () => {
    free.resolve();
    await held;
  };
}

/** Statements that wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await ground.db.query<{ n: number }>({ name: 'test_waiting', text: "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'" }, []);
  return row!.n;
}

const SLOW: Readonly<Record<string, [query: string, variables: Record<string, unknown>]>> = {
  'subscription': ['subscription ($id: ID!) { taskLog(taskId: $id) { cursor } }', { id: toGlobalId('Task', uuidv7()) }],
  'query': ['query ($id: ID!) { node(id: $id) { id } }', { id: toGlobalId('Task', uuidv7()) }],
};

test.for(Object.entries(SLOW))('the answer of a %s that was completed while it was prepared is not taken for that of the next one with its id', async ([, [query, variables]]) => {
  ground = await liveGround();
  const client = await LiveClient.open(ground.url);
  const release = await lockTasks();
  client.subscribe('1', query, variables);
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
  client.send({ id: '1', type: 'complete' });
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  await release();
  await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
  // Asked behind it, so that whatever the first had to say would have been said.
  client.subscribe('2', query, variables);
  await client.until(() => client.of('2').length > 0, 'the second answer');
  await ground.append([numbered(1)]);
  await client.until(() => client.numbers('1').length === 1, 'the event');
  expect(client.of('1').map(({ type }) => type)).toEqual(['next', 'next']);
  client.send({ id: '1', type: 'complete' });
  await until(() => ground.room.stats().subscribers === 0, 'the subscription to end when it is completed');
  client.close();
  await until(() => ground.room.stats().sockets === 0, 'the socket to go');
  expect(ground.room.stats()).toMatchObject({ subscribers: 0, groups: 0 });
});

test('a socket that goes while operations are prepared leaves nothing behind', async () => {
  ground = await liveGround();
  const client = await LiveClient.open(ground.url);
  const release = await lockTasks();
  for (const id of ['1', '2', '3']) client.subscribe(id, ...SLOW['subscription']!);
  client.subscribe('4', EVENTS);
  await client.caughtUp('4');
  client.close();
  await until(() => ground.room.stats().sockets === 0, 'the socket to go');
  await release();
  await until(() => ground.room.stats().subscribers === 0, 'everything to be let go');
  expect(ground.room.stats().groups).toBe(0);
});
