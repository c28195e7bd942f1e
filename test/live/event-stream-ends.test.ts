// Every way an event stream ends: the client knows why and where to go on, the server keeps nothing.
import { connect } from 'node:net';
import { execute } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import type { NewEvent } from '../../src/domain/event/event.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL, numbered } from './live-ground.ts';
import { StreamClient } from './stream-client.ts';

let ground: LiveGround;
afterEach(() => ground.close());

/** Long enough that some hundred fill the buffers of the kernel on both sides. */
const PADDING = ' '.repeat(60_000);

function heavy(from: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, i) => numbered(from + i, { requestId: `${from + i}${PADDING}` }));
}

/** Appends until a condition holds; the number of events. */
async function appendUntil(condition: () => boolean): Promise<number> {
  let n = 0;
  while (!condition()) {
    if (n > 2_000) throw new Error('the condition never held');
    await ground.append(heavy(n, 20));
    n += 20;
  }
  return n;
}

/** What is still held once no stream is left. */
async function heldInTheEnd(): Promise<object> {
  await until(() => ground.room.stats().streams === 0, 'the streams to be let go');
  const { subscribers, groups } = ground.room.stats();
  return { subscribers, groups, listeners: ground.events.hub.size };
}

const NOTHING = { subscribers: 0, groups: 0, listeners: 0 };

test.for([
  { name: 'bytes', limits: { maxBufferedBytes: 200_000 } },
  { name: 'messages', limits: { maxBufferedMessages: 10 } },
])('a reader that lets too many $name wait gets LAGGED as its last record and can go on without a gap; a fast one never notices', async ({ limits }) => {
  ground = await liveGround({ limits });
  const [slow, fast] = await Promise.all([StreamClient.open(ground.httpUrl), StreamClient.open(ground.httpUrl)]);
  await Promise.all([slow.caughtUp(), fast.caughtUp()]);
  slow.pause();
  const count = await appendUntil(() => ground.room.stats().lagged === 1);
  await fast.until(() => fast.numbers.length === count, 'everything at the fast one');
  slow.resume();
  await slow.until(() => slow.ended, 'the end');
  expect(slow.of('error')).toEqual([{ code: 'LAGGED', message: expect.stringContaining('nothing is lost') as string, resumeCursor: slow.lastId }]);
  const seen = slow.numbers;
  const next = await StreamClient.open(ground.httpUrl, { headers: { 'last-event-id': slow.lastId } });
  await next.caughtUp();
  expect([...seen, ...next.numbers]).toEqual(Array.from({ length: count }, (_, n) => n));
  expect(fast.ended).toBe(false);
  fast.close();
  next.close();
  expect(await heldInTheEnd()).toEqual(NOTHING);
});

test('a reader that catches up slowly is never ended for it', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 100_000, maxBufferedMessages: 5 } });
  for (let n = 0; n < 400; n += 20) await ground.append(heavy(n, 20));
  await until(() => ground.events.hub.position >= 400, 'the log to settle');
  const stream = await StreamClient.open(ground.httpUrl, { query: { after: ground.events.stream.cursorAt(0) } });
  stream.pause();
  await until(() => ground.room.stats().deliveries > 0, 'the server to write');
  stream.resume();
  await stream.caughtUp();
  expect(stream.numbers).toEqual(Array.from({ length: 400 }, (_, n) => n));
  expect(ground.room.stats().lagged).toBe(0);
  stream.close();
});

test('a client that is gone or cut in the middle of much data is let go with all that belongs to it', async () => {
  ground = await liveGround({ limits: { maxBufferedBytes: 100_000_000 } });
  const streams = await Promise.all(Array.from({ length: 4 }, () => StreamClient.open(ground.httpUrl)));
  await Promise.all(streams.map((stream) => stream.caughtUp()));
  streams.forEach((stream) => stream.pause());
  for (let n = 0; n < 200; n += 20) await ground.append(heavy(n, 20));
  expect(ground.room.stats()).toMatchObject({ streams: 4, subscribers: 4, groups: 1 });
  streams.forEach((stream) => stream.close());
  expect(await heldInTheEnd()).toEqual(NOTHING);
});

test('a reader that takes nothing at all is cut after some beats', async () => {
  ground = await liveGround({ limits: { pingMs: 20, maxBufferedBytes: 200_000 } });
  const stream = await StreamClient.open(ground.httpUrl);
  await stream.caughtUp();
  stream.pause();
  await appendUntil(() => ground.room.stats().lagged === 1);
  expect(await heldInTheEnd()).toEqual(NOTHING);
});

test('of two requests on one connection both are let go when it is cut, although only one was answered', async () => {
  ground = await liveGround();
  const socket = connect(Number(new URL(ground.httpUrl).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\nGET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => ground.room.stats().streams === 2, 'both');
  socket.destroy();
  expect(await heldInTheEnd()).toEqual(NOTHING);
});

test('the key of a stream is looked at again: the stream ends with FORBIDDEN, others go on', async () => {
  const current = { a: true, b: true };
  ground = await liveGround({
    limits: { recheckMs: 20 },
    authorise: (_init, { headers }) => {
      const key = headers.authorization as 'a' | 'b';
      return Promise.resolve({ actor: LOCAL, keyId: key, isCurrent: () => Promise.resolve(current[key]) });
    },
  });
  const [a, b] = await Promise.all(['a', 'b'].map((authorization) => StreamClient.open(ground.httpUrl, { headers: { authorization } })));
  await Promise.all([a!.caughtUp(), b!.caughtUp()]);
  await until(() => ground.room.stats().groups === 1, 'one group of both');
  current.a = false;
  await a!.until(() => a!.ended, 'the end');
  expect(a!.of('error')).toEqual([{ code: 'FORBIDDEN', message: expect.stringContaining('connect again') as string, resumeCursor: a!.lastId }]);
  await ground.append([numbered(1)]);
  await b!.until(() => b!.numbers.length === 1, 'the event');
  expect(b!.ended).toBe(false);
  b!.close();
});

test('draining ends every stream with UNAVAILABLE, refuses new ones, cuts stuck ones; another server goes on where each stood', async () => {
  ground = await liveGround({ limits: { closeTimeoutMs: 200 } });
  const other = await liveGround({ shareDatabase: ground.databaseUrl });
  const stream = await StreamClient.open(ground.httpUrl);
  const stuck = await StreamClient.open(ground.httpUrl);
  await Promise.all([stream.caughtUp(), stuck.caughtUp()]);
  stuck.pause();
  for (let n = 0; n < 200; n += 20) await ground.append(heavy(n, 20));
  await stream.until(() => stream.numbers.length === 200, 'all events');
  await ground.room.drain();
  expect(ground.room.stats()).toMatchObject({ streams: 0, subscribers: 0, groups: 0 });
  await stream.until(() => stream.ended, 'the end');
  expect(stream.of('error')).toEqual([{ code: 'UNAVAILABLE', message: expect.stringContaining('connect again') as string, resumeCursor: stream.lastId }]);
  const refused = await StreamClient.open(ground.httpUrl);
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
  await ground.append([numbered(200), numbered(201)]);
  const next = await StreamClient.open(other.httpUrl, { headers: { 'last-event-id': stream.lastId } });
  await next.until(() => next.numbers.length === 2, 'the rest');
  expect(next.numbers).toEqual([200, 201]);
  await other.close();
});

test('a stream that ends before its first record tells where it began', async () => {
  let hang = false;
  const hanging: (() => void)[] = [];
  ground = await liveGround({
    room: {
      execute: async (args) => {
        if (hang) await new Promise<void>((resolve) => { hanging.push(resolve); });
        return execute(args);
      },
    },
  });
  const [row] = await ground.append([numbered(0), numbered(1)]);
  await until(() => ground.events.hub.position >= 2, 'the log to settle');
  const [after, now] = [ground.events.stream.cursorAt(row!.seq), ground.events.stream.now()];
  hang = true;
  const streams = await Promise.all([StreamClient.open(ground.httpUrl, { query: { after } }), StreamClient.open(ground.httpUrl)]);
  await until(() => hanging.length >= 2, 'executions to hang'); // an event and a caughtUp in one wave, or one after the other
  await ground.room.drain();
  for (const stream of streams) await stream.until(() => stream.ended, 'the end');
  expect(streams.map((stream) => stream.parser.events.map(({ type }) => type))).toEqual([['error'], ['error']]);
  expect(streams.map((stream) => stream.of('error')[0]!['resumeCursor'])).toEqual([after, now]);
  hanging.forEach((resolve) => resolve());
});

test('streams that ask for the same share one execution, and have a group of their own beside that of sockets', async () => {
  ground = await liveGround();
  const [stream, twin, client] = await Promise.all([StreamClient.open(ground.httpUrl), StreamClient.open(ground.httpUrl), LiveClient.open(ground.url)]);
  client.subscribe('1', EVENTS);
  await Promise.all([stream.caughtUp(), twin.caughtUp(), client.caughtUp('1')]);
  await until(() => ground.room.stats().groups === 2, 'a group of each form');
  const { executions } = ground.room.stats();
  await ground.append([numbered(1), numbered(2)]);
  for (const reader of [stream, twin]) await reader.until(() => reader.numbers.length === 2, 'both events');
  await client.until(() => client.numbers('1').length === 2, 'both events');
  expect(ground.room.stats()).toMatchObject({ executions: executions + 4, subscribers: 3 });
  [stream, twin].forEach((reader) => reader.close());
});
