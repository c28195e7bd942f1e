// Two tenants with the same document share nothing; two keys of one user share executions, and the end of one ends nobody else.
import { execute } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import type { ApiContext } from '../../src/api/graphql/context.ts';
import type { Actor } from '../../src/domain/access.ts';
import type { NewEvent } from '../../src/domain/event/event.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';
import { StreamClient } from './stream-client.ts';

let ground: LiveGround;
afterEach(() => ground.close());

const ANNE: Actor = { userId: '00000000-0000-7000-8000-00000000000a', name: 'anne', role: 'viewer', grants: null };
const BERT: Actor = { userId: '00000000-0000-7000-8000-00000000000b', name: 'bert', role: 'viewer', grants: null };
const BOSS: Actor = { ...ANNE, role: 'admin' };
/** Long enough that some hundred fill the buffers of the kernel on both sides. */
const PADDING = ' '.repeat(60_000);

function heavy(from: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, i) => numbered(from + i, { requestId: `${from + i}${PADDING}` }));
}

test('callers of another user or another role never get what was executed for somebody else, over sockets and over streams', async () => {
  const actors: Readonly<Record<string, Actor>> = { anne: ANNE, bert: BERT, boss: BOSS };
  const executedFor: string[] = [];
  ground = await liveGround({
    authorise: ({ as }, { headers }) => Promise.resolve({ actor: actors[String(as ?? headers.authorization)]!, keyId: String(as ?? headers.authorization) }),
    room: {
      // A payload that differs by who asks, as one of a system with rights by project would.
      execute: async (args) => {
        const { actor } = args.contextValue as ApiContext;
        const result = await execute(args);
        const event = (result.data as { events?: { event?: { requestId: string } | null } } | null)?.events?.event;
        if (event) {
          executedFor.push(`${actor.name} ${actor.role}`);
          event.requestId = `${event.requestId} for ${actor.name} ${actor.role}`;
        }
        return result;
      },
    },
  });
  const who = Object.keys(actors);
  const sockets = await Promise.all(who.map((as) => LiveClient.open(ground.url, { as })));
  const streams = await Promise.all(who.map((as) => StreamClient.open(ground.httpUrl, { headers: { authorization: as } })));
  for (const client of sockets) client.subscribe('1', EVENTS, { filter: { kinds: ['PROJECT_CREATED'] } });
  await Promise.all([...sockets.map((client) => client.caughtUp('1')), ...streams.map((stream) => stream.caughtUp())]);
  await until(() => ground.room.stats().groups === 6, 'six groups');
  await ground.append([numbered(1), numbered(2)]);
  for (const [i, name] of who.entries()) {
    const own = [1, 2].map((n) => `${n} for ${actors[name]!.name} ${actors[name]!.role}`);
    await sockets[i]!.until(() => sockets[i]!.data('1').filter(({ event }) => event).length === 2, 'both events');
    await streams[i]!.until(() => streams[i]!.events.length === 2, 'both events');
    expect(sockets[i]!.data('1').flatMap(({ event }) => (event ? [event.requestId] : []))).toEqual(own);
    expect(streams[i]!.events.map(({ requestId }) => requestId)).toEqual(own);
  }
  expect(executedFor.toSorted()).toEqual(['anne admin', 'anne viewer', 'bert viewer'].flatMap((name) => Array<string>(4).fill(name)));
});

test('two keys of one user share executions; when one is revoked only its socket closes, with 4403, and the other misses nothing', async () => {
  const revoked = new Set<string>();
  ground = await liveGround({
    limits: { recheckMs: 20 },
    authorise: ({ key }) => Promise.resolve({ actor: ANNE, keyId: String(key), isCurrent: () => Promise.resolve(!revoked.has(String(key))) }),
  });
  const [first, second] = await Promise.all(['one', 'two'].map((key) => LiveClient.open(ground.url, { key })));
  // The one that opened the group is the one that goes.
  for (const client of [first!, second!]) {
    client.subscribe('1', EVENTS);
    await client.caughtUp('1');
  }
  await until(() => ground.room.stats().groups === 1 && ground.room.stats().subscribers === 2, 'one group of both');
  const { executions } = ground.room.stats();
  await ground.append([numbered(0)]);
  await Promise.all([first!, second!].map((client) => client.until(() => client.numbers('1').length === 1, 'the event')));
  expect(ground.room.stats().executions).toBe(executions + 1);
  revoked.add('one');
  let n = 1;
  for (; first!.closed === null; n++) {
    if (n > 5_000) throw new Error('the socket of the revoked key was never closed');
    await ground.append([numbered(n)]);
  }
  await ground.append([numbered(n)]);
  expect(first!.closed).toEqual({ code: 4403, reason: 'Forbidden' });
  await second!.until(() => second!.numbers('1').length === n + 1, 'everything');
  expect(second!.numbers('1')).toEqual(Array.from({ length: n + 1 }, (_, i) => i));
  expect(second!.of('1').every(({ type }) => type === 'next')).toBe(true);
  expect(ground.room.stats()).toMatchObject({ sockets: 1, subscribers: 1, groups: 1 });
});

test('a slow member of a group is ended by itself: the others get everything at once, in order, from the same executions', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 300_000 } });
  const [slow, ...fast] = await Promise.all(Array.from({ length: 6 }, () => LiveClient.open(ground.url)));
  for (const client of [slow!, ...fast]) client.subscribe('1', EVENTS);
  await Promise.all([slow!, ...fast].map((client) => client.caughtUp('1')));
  await until(() => ground.room.stats().groups === 1, 'one group');
  const { executions } = ground.room.stats();
  slow!.ws.pause();
  let count = 0;
  for (; ground.room.stats().lagged === 0; count += 10) {
    if (count > 2_000) throw new Error('nobody lagged');
    await ground.append(heavy(count, 10));
    // Before the next are written, each fast one has these: nobody waits for the slow one.
    await Promise.all(fast.map((client) => client.until(() => client.numbers('1').length === count + 10, 'the events')));
  }
  for (const client of fast) expect(client.numbers('1')).toEqual(Array.from({ length: count }, (_, n) => n));
  expect(ground.room.stats()).toMatchObject({ executions: executions + count, lagged: 1, subscribers: 5, groups: 1 });
});

test('draining answers 1001 to all, and what each has not seen it gets from another server', async () => {
  ground = await liveGround();
  const other = await liveGround({ shareDatabase: ground.databaseUrl });
  const clients = await Promise.all(Array.from({ length: 8 }, () => LiveClient.open(ground.url)));
  for (const client of clients) client.subscribe('1', EVENTS);
  await Promise.all(clients.map((client) => client.caughtUp('1')));
  let [count, stopped] = [0, false];
  const writing = (async () => {
    for (; !stopped; count += 3) await ground.append([0, 1, 2].map((i) => numbered(count + i)));
  })();
  await clients[0]!.until(() => clients[0]!.numbers('1').length > 20, 'some events');
  await ground.room.drain();
  await Promise.all(clients.map((client) => client.until(() => client.closed !== null, 'the close')));
  expect(clients.map(({ closed }) => closed!.code)).toEqual(clients.map(() => 1001));
  stopped = true;
  await writing;
  const again = await Promise.all(clients.map(() => LiveClient.open(other.url)));
  for (const [i, client] of again.entries()) {
    client.subscribe('1', EVENTS, { after: clients[i]!.data('1').at(-1)!.cursor });
    const seen = clients[i]!.numbers('1');
    await client.until(() => seen.length + client.numbers('1').length >= count, 'the rest');
    expect([...seen, ...client.numbers('1')]).toEqual(Array.from({ length: count }, (_, n) => n));
  }
  await other.close();
});
