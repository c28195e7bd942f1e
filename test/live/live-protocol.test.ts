// The sub-protocol: every close code, the caps, liveness, and operations over the socket under the same rules as over HTTP.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_TOKENS } from '../../src/api/graphql/limit/validation-rules.ts';
import { MAX_OPERATION_ID } from '../../src/api/graphql/live/live-limits.ts';
import { EVENTS, LiveClient, until } from './live-client.ts';
import { type GroundOptions, type LiveGround, liveGround, LOCAL, numbered } from './live-ground.ts';

// One database for the file: what is tested here lies before it. Each test has a server of its own.
let database: LiveGround;
let ground: LiveGround;
beforeAll(async () => { database = await liveGround(); });
afterEach(() => ground.close());
afterAll(() => database.close());

function newGround(options: GroundOptions = {}): Promise<LiveGround> {
  return liveGround({ ...options, shareDatabase: database.databaseUrl });
}

async function open(options: GroundOptions = {}): Promise<LiveClient> {
  ground = await newGround(options);
  return LiveClient.open(ground.url);
}

async function closeCode(client: LiveClient): Promise<number> {
  await client.until(() => client.closed !== null, 'the socket to close');
  return client.closed!.code;
}

test('a message that is no message of the protocol closes with 4400', async () => {
  const client = await open();
  client.send('{"type":"nonsense"}');
  expect(await closeCode(client)).toBe(4400);
  const other = await LiveClient.open(ground.url);
  other.send('not even JSON');
  expect(await closeCode(other)).toBe(4400);
});

test('subscribing before the acknowledgement closes with 4401', async () => {
  ground = await newGround();
  const client = await LiveClient.connect(ground.url);
  client.subscribe('1', EVENTS);
  expect(await closeCode(client)).toBe(4401);
});

test('a socket that is not admitted is closed with 4403', async () => {
  ground = await newGround({ authorise: ({ key }) => Promise.resolve(key === 'right' ? { actor: LOCAL } : null) });
  const wrong = await LiveClient.connect(ground.url);
  wrong.send({ type: 'connection_init', payload: { key: 'wrong' } });
  expect(await closeCode(wrong)).toBe(4403);
  const right = await LiveClient.open(ground.url, { key: 'right' });
  expect(right.closed).toBeNull();
});

test('a socket whose key stops counting is closed with 4403', async () => {
  let current = true;
  ground = await newGround({ limits: { recheckMs: 20 }, authorise: () => Promise.resolve({ actor: LOCAL, isCurrent: () => Promise.resolve(current) }) });
  const client = await LiveClient.open(ground.url);
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  expect(client.closed).toBeNull();
  current = false;
  expect(await closeCode(client)).toBe(4403);
  await until(() => ground.room.stats().subscribers === 0 && ground.events.hub.size === 0, 'its subscription to go');
});

test('an admission that fails with a bug closes with 4500, says nothing of the bug and logs it', async () => {
  ground = await newGround({ authorise: () => Promise.reject(new Error('the secret cause')) });
  const client = await LiveClient.connect(ground.url);
  client.send({ type: 'connection_init' });
  expect(await closeCode(client)).toBe(4500);
  expect(client.closed!.reason).not.toContain('secret');
  expect(ground.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('while the database is away an admission closes with 1013, which clients take for a pause, and nothing is logged as a fault', async () => {
  const lost = new Error('the database is away');
  ground = await newGround({ authorise: () => Promise.reject(lost), room: { isUnavailable: (error) => error === lost } });
  const client = await LiveClient.connect(ground.url);
  client.send({ type: 'connection_init' });
  expect(await closeCode(client)).toBe(1013);
  expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('while the database is away open sockets stay, and their keys are looked at again when it is back', async () => {
  const lost = new Error('the database is away');
  let looks = 0;
  let answer: () => Promise<boolean> = () => Promise.reject(lost);
  const isCurrent = (): Promise<boolean> => { looks += 1; return answer(); };
  ground = await newGround({ limits: { recheckMs: 20 }, authorise: () => Promise.resolve({ actor: LOCAL, isCurrent }), room: { isUnavailable: (error) => error === lost } });
  const client = await LiveClient.open(ground.url);
  await until(() => looks > 2, 'a few looks');
  expect([client.closed, ground.logged.filter(({ level }) => level === 'error')]).toEqual([null, []]);
  answer = () => Promise.resolve(false);
  expect(await closeCode(client)).toBe(4403);
});

test('a document of too many tokens is refused while it is read, before any rule looks at it', async () => {
  const client = await open();
  client.subscribe('1', `{${'a '.repeat(MAX_TOKENS)}}`);
  await client.until(() => client.of('1').length > 0, 'the refusal');
  expect(client.of('1')).toMatchObject([{ type: 'error', payload: [{ message: expect.stringContaining(`${MAX_TOKENS} tokens`) as string, extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] }]);
});

test('variables that do not fit are told as over HTTP: which one, why, and BAD_USER_INPUT', async () => {
  const client = await open();
  client.subscribe('1', 'query ($first: Int!) { events(first: $first) { endCursor } }', { first: 'many' });
  client.subscribe('2', 'subscription ($filter: EventFilter) { events(filter: $filter) { cursor } }', { filter: 5 });
  await client.until(() => ['1', '2'].every((id) => client.of(id).length > 0), 'the refusals');
  expect(client.of('1')[0]).toMatchObject({ type: 'next', payload: { errors: [{ message: expect.stringMatching(/^Variable "\$first" got/) as string, locations: [{ line: 1 }], extensions: { code: 'BAD_USER_INPUT' } }] } });
  expect(client.of('2')).toMatchObject([{ type: 'error', payload: [{ message: expect.stringMatching(/^Variable "\$filter" got/) as string, extensions: { code: 'BAD_USER_INPUT' } }] }]);
  expect(ground.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('an operation whose id is too long is refused, and the socket goes on', async () => {
  const client = await open();
  const [long, longest] = ['x'.repeat(MAX_OPERATION_ID + 1), 'x'.repeat(MAX_OPERATION_ID)];
  client.subscribe(long, EVENTS);
  await client.until(() => client.of(long).length > 0, 'the refusal');
  expect(client.of(long)).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
  client.subscribe(longest, EVENTS);
  await client.caughtUp(longest);
});

test('a client with another sub-protocol is told so with 4406', async () => {
  ground = await newGround();
  expect(await closeCode(await LiveClient.connect(ground.url, 'graphql-ws'))).toBe(4406);
});

test('a socket that says nothing is closed with 4408', async () => {
  ground = await newGround({ limits: { initTimeoutMs: 30 } });
  expect(await closeCode(await LiveClient.connect(ground.url))).toBe(4408);
});

test('a second subscription under a live id closes with 4409; a completed id may be used again at once', async () => {
  const client = await open();
  client.subscribe('1', EVENTS);
  client.send({ id: '1', type: 'complete' });
  client.subscribe('1', EVENTS, { filter: { kinds: ['QUEUE_STATE'] } });
  await client.caughtUp('1');
  await ground.append([numbered(1), numbered(2, { kind: 'queue.state', data: { state: 'OPEN' } })]);
  await client.until(() => client.numbers('1').length > 0, 'the event');
  expect(client.numbers('1')).toEqual([2]);
  expect(client.of('1').filter(({ type }) => type !== 'next')).toEqual([]);
  client.subscribe('1', EVENTS);
  expect(await closeCode(client)).toBe(4409);
});

test('a second connection_init closes with 4429', async () => {
  const client = await open();
  client.send({ type: 'connection_init' });
  expect(await closeCode(client)).toBe(4429);
});

test('a message above the largest payload closes with 1009', async () => {
  const client = await open({ limits: { maxPayload: 1_000 } });
  client.send({ id: '1', type: 'subscribe', payload: { query: `# ${'x'.repeat(2_000)}` } });
  expect(await closeCode(client)).toBe(1009);
});

test('one operation above the cap is answered LIMIT_EXCEEDED, the others go on', async () => {
  const client = await open({ limits: { maxOperations: 3 } });
  for (const id of ['1', '2', '3', '4']) client.subscribe(id, EVENTS);
  await client.until(() => client.of('4').length > 0, 'the answer to the fourth');
  expect(client.of('4')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
  await Promise.all(['1', '2', '3'].map((id) => client.caughtUp(id)));
  client.send({ id: '1', type: 'complete' });
  await until(() => ground.room.stats().subscribers === 2, 'a place');
  client.subscribe('5', EVENTS);
  await client.caughtUp('5');
});

test('a socket above the cap is answered 503', async () => {
  await open({ limits: { maxSockets: 1 } });
  const refused = new WebSocket(ground.url, 'graphql-transport-ws');
  const error = await new Promise<Error>((resolve) => { refused.on('error', resolve); });
  expect(error.message).toContain('503');
});

test('a client that answers no ping is cut, one that does stays', async () => {
  ground = await newGround({ limits: { pingMs: 40 } });
  const deaf = await LiveClient.connect(ground.url, 'graphql-transport-ws', { autoPong: false });
  deaf.send({ type: 'connection_init' });
  const good = await LiveClient.open(ground.url);
  let pings = 0;
  good.ws.on('ping', () => { pings += 1; });
  expect(await closeCode(deaf)).toBe(1006);
  await until(() => pings >= 3, 'three pings');
  expect(good.closed).toBeNull();
});

test('a ping of the protocol is answered with its payload', async () => {
  const client = await open();
  client.send({ type: 'ping', payload: { n: 1 } });
  await client.until(() => client.messages.some(({ type }) => type === 'pong'), 'the pong');
  expect(client.messages.at(-1)).toEqual({ type: 'pong', payload: { n: 1 } });
});

test('queries run over the socket, and the limits of operations hold there too', async () => {
  const client = await open({ operations: { maxCost: 100 } });
  await ground.append([numbered(1)]);
  await until(() => ground.events.hub.position > 0, 'the log to settle');
  client.subscribe('1', '{ events(first: 1) { events { kind } } }');
  await client.until(() => client.of('1').length === 2, 'the answer');
  expect(client.of('1')).toEqual([{ id: '1', type: 'next', payload: { data: { events: { events: [{ kind: 'PROJECT_CREATED' }] } } } }, { id: '1', type: 'complete' }]);
  client.subscribe('2', `{ viewer { name ${'@include(if: true) '.repeat(51)} } }`);
  client.subscribe('3', 'query ($first: Int!) { events(first: $first) { events { kind } } }', { first: 50 });
  client.subscribe('4', '{ nothing }');
  client.subscribe('5', '{ broken');
  await client.until(() => ['2', '3', '4', '5'].every((id) => client.of(id).length > 0), 'the refusals');
  expect(client.of('2')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
  expect(client.of('3')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] }]);
  expect(client.of('4')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] }]);
  expect(client.of('5')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] }]);
});

test('draining closes every socket with 1001, refuses new ones, and cuts those that do not answer', async () => {
  const client = await open({ limits: { closeTimeoutMs: 100 } });
  client.subscribe('1', EVENTS);
  await client.caughtUp('1');
  const stuck = await LiveClient.open(ground.url);
  stuck.ws.pause();
  await ground.room.drain();
  expect(await closeCode(client)).toBe(1001);
  expect(ground.room.stats()).toMatchObject({ sockets: 0, subscribers: 0, groups: 0 });
  const refused = new WebSocket(ground.url, 'graphql-transport-ws');
  const error = await new Promise<Error>((resolve) => { refused.on('error', resolve); });
  expect(error.message).toContain('503');
});
