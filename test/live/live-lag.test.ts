// Slow clients: each is bounded by itself, told where to go on, and costs nobody else anything.
import { execute } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { encodeCursor } from '../../src/domain/event/cursor.ts';
import type { NewEvent } from '../../src/domain/event/event.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';

let ground: LiveGround;
afterEach(() => ground.close());

/** Long enough that some hundred fill the buffers of the kernel on both sides. */
const PADDING = ' '.repeat(60_000);

function heavy(from: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, i) => numbered(from + i, { requestId: `${from + i}${PADDING}` }));
}

/** Appends until a subscription was ended for being slow; the number of events. */
async function appendUntilLagged(): Promise<number> {
  let n = 0;
  while (ground.room.stats().lagged === 0) {
    if (n > 2_000) throw new Error('nobody lagged');
    await ground.append(heavy(n, 20));
    n += 20;
  }
  return n;
}

test.for([
  { name: 'bytes', limits: { maxBufferedBytes: 200_000 } },
  { name: 'messages', limits: { maxBufferedMessages: 10 } },
])('a subscriber that lets too many $name wait is ended with LAGGED and can go on without a gap; a fast one never notices', async ({ limits }) => {
  ground = await liveGround({ limits });
  const [slow, fast] = await Promise.all([LiveClient.open(ground.url), LiveClient.open(ground.url)]);
  slow.subscribe('1', EVENTS);
  fast.subscribe('1', EVENTS);
  await Promise.all([slow.caughtUp('1'), fast.caughtUp('1')]);
  slow.ws.pause();
  const count = await appendUntilLagged();
  await fast.until(() => fast.numbers('1').length === count, 'everything at the fast one');
  expect(ground.room.stats()).toMatchObject({ lagged: 1, subscribers: 1 });
  slow.ws.resume();
  await slow.until(() => slow.of('1').some(({ type }) => type === 'error'), 'the error');
  const seen = slow.numbers('1');
  const { cursor } = slow.data('1').at(-1)!;
  expect(slow.of('1').at(-1)).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'LAGGED', resumeCursor: cursor } }] });
  slow.subscribe('2', EVENTS, { after: cursor });
  await slow.caughtUp('2');
  expect([...seen, ...slow.numbers('2')]).toEqual(Array.from({ length: count }, (_, n) => n));
  expect(slow.messages.filter(({ type }) => type === 'complete')).toEqual([]);
  expect(fast.of('1').every(({ type }) => type === 'next')).toBe(true);
});

test('other subscriptions of a slow socket and its queries go on once it reads again', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 200_000 } });
  const slow = await LiveClient.open(ground.url);
  slow.subscribe('heavy', EVENTS, { filter: { kinds: ['PROJECT_CREATED'] } });
  slow.subscribe('light', EVENTS, { filter: { kinds: ['QUEUE_STATE'] } });
  await Promise.all([slow.caughtUp('heavy'), slow.caughtUp('light')]);
  slow.ws.pause();
  await appendUntilLagged();
  slow.ws.resume();
  await slow.until(() => slow.of('heavy').some(({ type }) => type === 'error'), 'the error');
  await ground.append([numbered(7, { kind: 'queue.state', data: { state: 'OPEN' } })]);
  await slow.until(() => slow.numbers('light').length === 1, 'the light event');
  slow.subscribe('query', '{ events(first: 1) { hasMore } }');
  await slow.until(() => slow.of('query').length === 2, 'the answer');
  expect(slow.of('query')).toMatchObject([{ type: 'next' }, { type: 'complete' }]);
  expect(slow.of('light').every(({ type }) => type === 'next')).toBe(true);
});

test('a subscriber that catches up slowly is never ended for it', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 100_000, maxBufferedMessages: 5 } });
  for (let n = 0; n < 400; n += 20) await ground.append(heavy(n, 20));
  await until(() => ground.events.hub.position >= 400, 'the log to settle');
  const client = await LiveClient.open(ground.url);
  client.ws.pause();
  client.subscribe('1', EVENTS, { after: encodeCursor({ logId: ground.events.logId, seq: 0 }) });
  await until(() => (ground.sockets[0]!.writableLength > 0), 'the server to wait for the client');
  client.ws.resume();
  await client.caughtUp('1');
  expect(client.numbers('1')).toEqual(Array.from({ length: 400 }, (_, n) => n));
  expect(ground.room.stats().lagged).toBe(0);
});

test('a subscriber that falls behind before it has read its past is told to go on behind its last message, not before it', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 300_000 } });
  for (let n = 0; n < 200; n += 20) await ground.append(heavy(n, 20));
  await until(() => ground.events.hub.position >= 200, 'the log to settle');
  const client = await LiveClient.open(ground.url);
  client.ws.pause();
  client.subscribe('1', EVENTS, { after: encodeCursor({ logId: ground.events.logId, seq: 0 }) });
  await until(() => ground.room.stats().groups === 1, 'it to join its group');
  expect(ground.sockets[0]!.writableLength).toBeGreaterThan(0);
  let count = 200;
  for (; ground.room.stats().lagged === 0; count += 5) await ground.append(heavy(count, 5));
  client.ws.resume();
  await client.until(() => client.of('1').at(-1)?.type === 'error', 'the error');
  const resumeCursor = client.data('1').at(-1)!.cursor;
  expect(client.of('1').at(-1)).toMatchObject({ payload: [{ extensions: { code: 'LAGGED', resumeCursor } }] });
  client.subscribe('2', EVENTS, { after: resumeCursor });
  await client.until(() => client.numbers('1').length + client.numbers('2').length >= count, 'the rest');
  expect([...client.numbers('1'), ...client.numbers('2')]).toEqual(Array.from({ length: count }, (_, n) => n));
});

test('when executions fall too far behind all subscribers of the group are ended, each with its own cursor', async () => {
  const release: (() => void)[] = [];
  let hold = false;
  ground = await liveGround({
    limits: { maxGroupBacklog: 5 },
    room: {
      execute: async (args) => {
        if (hold) await new Promise<void>((resolve) => release.push(resolve));
        return execute(args);
      },
    },
  });
  const client = await LiveClient.open(ground.url);
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  await ground.append([numbered(1)]);
  await client.until(() => client.numbers('1').length === 1, 'the first event');
  const resumeCursor = client.data('1').at(-1)!.cursor;
  hold = true;
  await ground.append([numbered(2)]);
  await until(() => release.length === 1, 'an execution that hangs');
  await ground.append(Array.from({ length: 6 }, (_, n) => numbered(3 + n)));
  await client.until(() => client.of('1').at(-1)!.type === 'error', 'the error');
  expect(client.of('1').at(-1)).toMatchObject({ payload: [{ extensions: { code: 'LAGGED', resumeCursor } }] });
  hold = false;
  release.forEach((go) => go());
  client.subscribe('2', EVENTS, { after: resumeCursor });
  await client.until(() => client.numbers('2').length === 7, 'the rest');
  expect(client.numbers('2')).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(client.numbers('1')).toEqual([1]);
});

test('a client that asks and asks and reads nothing is cut', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 10_000 } });
  const client = await LiveClient.open(ground.url);
  client.ws.pause();
  const payload = { text: ' '.repeat(100_000) };
  let sent = 0;
  await until(() => {
    if (client.ws.readyState === client.ws.OPEN && client.ws.bufferedAmount === 0) { client.send({ type: 'ping', payload }); sent += 1; }
    return ground.sockets[0]!.destroyed;
  }, 'the socket to be cut');
  expect(sent).toBeGreaterThan(1);
});
