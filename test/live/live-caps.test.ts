// How many live connections and subscriptions there may be, in all and of one key; and that every way to end gives the place back.
import type { IncomingMessage } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { KeyPlaces } from '../../src/api/graphql/live/key-places.ts';
import type { Admission } from '../../src/api/graphql/live/live-admission.ts';
import { encodeCursor } from '../../src/domain/event/cursor.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type GroundOptions, type LiveGround, liveGround, LOCAL } from './live-ground.ts';
import { StreamClient } from './stream-client.ts';

let ground: LiveGround;
afterEach(() => ground.close());

/** Keys that do not count any more. */
const revoked = new Set<string>();

async function keyed(limits: GroundOptions['limits'], authorise?: (keyId: string) => Promise<Admission | null>): Promise<void> {
  const keyOf = (init: Readonly<Record<string, unknown>>, { headers }: IncomingMessage): string => String(init['key'] ?? headers.authorization);
  const admit = authorise ?? ((keyId: string) => Promise.resolve({ actor: LOCAL, keyId, isCurrent: () => Promise.resolve(!revoked.has(keyId)) }));
  ground = await liveGround({ limits: limits ?? {}, authorise: (init, request) => admit(keyOf(init, request)) });
}

async function closing(client: LiveClient): Promise<{ code: number; reason: string }> {
  await client.until(() => client.closed !== null, 'the close');
  return client.closed!;
}

async function socketOf(key: string): Promise<LiveClient> {
  const client = await LiveClient.connect(ground.url);
  client.send({ type: 'connection_init', payload: { key } });
  await client.until(() => client.closed !== null || client.messages.length > 0, 'the answer');
  return client;
}

function streamOf(key: string): Promise<StreamClient> {
  return StreamClient.open(ground.httpUrl, { headers: { authorization: key } });
}

test('a socket beyond the cap of its key is closed with 4429, another key is not concerned', async () => {
  await keyed({ maxSocketsPerKey: 2 });
  const first = await socketOf('a');
  await socketOf('a');
  expect(await closing(await socketOf('a'))).toEqual({ code: 4429, reason: 'Too many connections of this key' });
  expect((await socketOf('b')).closed).toBeNull();
  const refused = await streamOf('a');
  await refused.until(() => refused.ended, 'the refusal');
  expect([refused.status, refused.headers['retry-after'], JSON.parse(refused.text)]).toEqual([429, '5', { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('close one') as string }]);
  expect((await streamOf('b')).status).toBe(200);
  expect(await closing(await socketOf('b'))).toMatchObject({ code: 4429 });
  first.close();
  await until(() => ground.room.stats().sockets === 2, 'the socket to go');
  expect((await streamOf('a')).status).toBe(200);
});

const ENDS: Readonly<Record<string, (client: LiveClient) => unknown>> = {
  'closes': (client) => client.ws.close(1000),
  'is cut': (client) => client.ws.terminate(),
  'sends nonsense': (client) => client.send('nonsense'),
  'breaks the rules of the transport': (client) => client.ws.send('unmasked', { mask: false }),
  'sends too much': (client) => client.send(' '.repeat(20_000)),
  'says hello twice': (client) => client.send({ type: 'connection_init' }),
  'is refused for its key later': () => revoked.add('a'),
  'answers no ping': (client) => client.ws.pause(),
};

test.for(Object.entries(ENDS))('a socket that %s gives its place and those of its subscriptions back', async ([name, end]) => {
  await keyed({ maxSocketsPerKey: 1, maxSubscriptionsPerKey: 1, maxPayload: 10_000, recheckMs: 20, ...(name === 'answers no ping' ? { pingMs: 30 } : {}) });
  const client = await socketOf('a');
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  expect(await closing(await socketOf('a'))).toMatchObject({ code: 4429 });
  end(client);
  await until(() => ground.room.stats().sockets === 0, 'the socket to go');
  revoked.clear();
  expect(ground.room.stats()).toMatchObject({ subscribers: 0, groups: 0 });
  const next = await socketOf('a');
  next.subscribe('1', EVENTS);
  await next.caughtUp('1');
});

test('sockets that are refused, and those that leave while their key is looked at, take no place', async () => {
  const asked: (() => void)[] = [];
  let wait = false;
  await keyed({ maxSocketsPerKey: 1 }, async (keyId) => {
    if (wait) await new Promise<void>((resolve) => { asked.push(resolve); });
    return keyId === 'wrong' ? null : { actor: LOCAL, keyId };
  });
  expect(await closing(await socketOf('wrong'))).toMatchObject({ code: 4403 });
  wait = true;
  const left = await LiveClient.connect(ground.url);
  left.send({ type: 'connection_init', payload: { key: 'a' } });
  await until(() => asked.length === 1, 'the question');
  left.close();
  await until(() => ground.room.stats().sockets === 0, 'the socket to go');
  asked[0]!();
  wait = false;
  expect((await socketOf('a')).closed).toBeNull();
});

test('sockets and streams together keep to the cap of the server', async () => {
  await keyed({ maxSockets: 2 });
  const [socket, stream] = [await socketOf('a'), await streamOf('b')];
  expect([socket.closed, stream.status]).toEqual([null, 200]);
  const refused = await streamOf('c');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
  const cut = await LiveClient.connect(ground.url).catch((error: unknown) => error as LiveClient);
  expect(cut.closed).not.toBeNull();
  stream.close();
  await until(() => ground.room.stats().streams === 0, 'the stream to go');
  expect((await socketOf('c')).closed).toBeNull();
});

test('a subscription beyond the cap of its key ends with LIMIT_EXCEEDED; whatever ended gives its place back', async () => {
  await keyed({ maxSubscriptionsPerKey: 2 });
  const [one, two] = [await socketOf('a'), await socketOf('a')];
  one.subscribe('1', EVENTS);
  two.subscribe('1', EVENTS);
  await Promise.all([one.caughtUp('1'), two.caughtUp('1')]);
  one.subscribe('2', EVENTS);
  await one.until(() => one.of('2').length > 0, 'the refusal');
  expect(one.of('2')).toMatchObject([{ type: 'error', payload: [{ message: expect.stringContaining('complete one') as string, extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
  const refused = await streamOf('a');
  await refused.until(() => refused.ended, 'the refusal');
  expect([refused.status, JSON.parse(refused.text)]).toMatchObject([429, { code: 'LIMIT_EXCEEDED' }]);
  expect(ground.room.stats()).toMatchObject({ subscribers: 2, streams: 0 });
  const other = await socketOf('b');
  other.subscribe('1', EVENTS);
  await other.caughtUp('1');
  two.send({ id: '1', type: 'complete' });
  await until(() => ground.room.stats().subscribers === 2, 'a place');
  // Ten that fail in one way or another: none keeps a place.
  for (let n = 0; n < 5; n++) {
    const expired = encodeCursor({ logId: '0', seq: 1 });
    one.subscribe(`wrong ${n}`, EVENTS, { after: n % 2 === 0 ? expired : 'nonsense' });
    two.subscribe(`wrong ${n}`, EVENTS, { filter: { taskId: 'nonsense' } });
    for (const client of [one, two]) await client.until(() => client.of(`wrong ${n}`).length > 0, 'the error');
    expect([...one.of(`wrong ${n}`), ...two.of(`wrong ${n}`)].map(({ type, payload }) => [type, (payload as { extensions: { code: string } }[])[0]!.extensions.code]))
      .toEqual([['error', n % 2 === 0 ? 'CURSOR_EXPIRED' : 'CURSOR_INVALID'], ['error', 'INVALID']]);
  }
  const stream = await streamOf('a');
  await stream.caughtUp();
  stream.close();
  await until(() => ground.room.stats().streams === 0, 'the stream to go');
  two.subscribe('3', EVENTS);
  await two.caughtUp('3');
});

test('places are counted by key, and each is given back once however often it is said', async () => {
  ground = await liveGround();
  const places = new KeyPlaces(2);
  const [first, second] = [places.take('a')!, places.take('a')!];
  expect([places.take('a'), places.size]).toEqual([null, 1]);
  first();
  first();
  const third = places.take('a')!;
  expect([places.take('a'), places.take('b') !== null, places.size]).toEqual([null, true, 2]);
  second();
  third();
  expect(places.size).toBe(1);
});
