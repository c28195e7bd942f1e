// Rates: points per key and minute, the same over both transports, told in the answers.
import { afterEach, describe, expect, test } from 'vitest';
import { MAX_RATE_KEYS, RateBook } from '../../src/api/graphql/limit/rate/rate-book.ts';
import { LiveClient } from '../live/live-client.ts';
import { type GroundOptions, type LiveGround, liveGround, LOCAL } from '../live/live-ground.ts';

const KEY = '0190a000-0000-7000-8000-000000000001';
const STATUS = '{ rateLimit { cost limit remaining used nodeCount resetAt } }';

let ground: LiveGround | undefined;
afterEach(() => ground?.close());

async function open(options: GroundOptions = {}): Promise<LiveGround> {
  ground = await liveGround({ caller: { actor: LOCAL, keyId: KEY }, authorise: () => Promise.resolve({ actor: LOCAL, keyId: KEY }), ...options });
  return ground;
}

async function post(query: string): Promise<{ status: number; headers: Headers; body: { data?: any; errors?: any } }> { // oxlint-disable-line typescript/no-explicit-any -- whatever was selected
  const response = await fetch(`${ground!.httpUrl}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' }, body: JSON.stringify({ query }) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as { data?: unknown; errors?: unknown } };
}

async function overSocket(client: LiveClient, id: string, query: string): Promise<unknown> {
  client.subscribe(id, query);
  await client.until(() => client.of(id).length > 0, 'the answer');
  return client.of(id)[0];
}

test('a key spends points over both transports from one bucket; beyond it HTTP says 429 with when to come back, a socket gets the error, and later both go on', async () => {
  let now = 0;
  await open({ operations: { ratePoints: 1_000, now: () => now } });
  const first = await post('{ tasks(first: 100) { nodes { id } } }');
  expect([first.status, first.headers.get('x-cost'), first.headers.get('ratelimit'), first.headers.get('ratelimit-policy')]).toEqual([200, '252', '"points";r=748;t=16', '"points";q=1000;w=60']);
  const client = await LiveClient.open(ground!.url);
  expect(await overSocket(client, '1', STATUS)).toMatchObject({ type: 'next', payload: { data: { rateLimit: { cost: 5, limit: 1_000, remaining: 743, used: 257, nodeCount: 1 } } } });
  await post('{ tasks(first: 100) { nodes { id } } }');
  await post('{ tasks(first: 100) { nodes { id } } }');
  const refused = await post('{ tasks(first: 100) { nodes { id } } }');
  expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('ratelimit')]).toEqual([429, '1', '"points";r=239;t=46']);
  expect(refused.body).toEqual({ errors: [{ message: 'the operation costs 252 points, and of the 1000 points of a minute this key has 239 left: try again in 1 s', extensions: { code: 'RATE_LIMITED', cost: 252, remaining: 239, retryAfter: 1 } }] });
  expect(await overSocket(client, '2', '{ tasks(first: 100) { nodes { id } } }')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED', remaining: 239 } }] });
  expect(await overSocket(client, '3', '{ rateLimit { remaining } }')).toMatchObject({ payload: { data: { rateLimit: { remaining: 236 } } } });
  now += 60_000;
  expect((await post('{ rateLimit { remaining used } }')).body.data.rateLimit).toEqual({ remaining: 997, used: 3 });
  client.close();
});

test('a subscription costs its opening only, and a document that is wrong costs a little', async () => {
  await open({ operations: { ratePoints: 1_000, now: () => 0 } });
  const client = await LiveClient.open(ground!.url);
  client.subscribe('1', 'subscription { events { cursor caughtUp event { kind } } }');
  await client.caughtUp('1');
  await ground!.append(Array.from({ length: 20 }, () => ({ kind: 'project.created' as const, subjectId: KEY, projectId: null, runId: null, taskId: null, queueId: null, actorId: null, requestId: null, data: { path: '/p' } })));
  await client.until(() => client.data('1').length > 20, 'the events');
  expect((await post('{ rateLimit { used } }')).body.data.rateLimit.used).toBe(6 + 3);
  await post('{ nothing }');
  await overSocket(client, '2', '{ broken');
  expect((await post('{ rateLimit { used } }')).body.data.rateLimit.used).toBe(9 + 20 + 3);
  client.close();
});

test('sessions of one user spend from one bucket, however many are opened, and those of others from theirs', async () => {
  const session = (id: string, userId = LOCAL.userId) => ({ actor: { ...LOCAL, userId }, keyId: `session:${id}` });
  let other = session('b');
  await open({ caller: session('a'), authorise: () => Promise.resolve(other), operations: { ratePoints: 1_000, now: () => 0 } });
  await post('{ tasks(first: 100) { nodes { id } } }');
  const usedOf = async (): Promise<unknown> => {
    const client = await LiveClient.open(ground!.url);
    const answer = await overSocket(client, '1', '{ rateLimit { used } }');
    client.close();
    return answer;
  };
  expect(await usedOf()).toMatchObject({ payload: { data: { rateLimit: { used: 252 + 3 } } } });
  other = session('c', KEY);
  expect(await usedOf()).toMatchObject({ payload: { data: { rateLimit: { used: 3 } } } });
});

test('who has no key has no limit, as in open mode, and is told the cost all the same', async () => {
  await open({ caller: { actor: LOCAL, keyId: null }, operations: { ratePoints: 1_000 } });
  for (let n = 0; n < 5; n++) expect((await post('{ tasks(first: 100) { nodes { id } } }')).status).toBe(200);
  const { headers, body } = await post(STATUS);
  expect(body.data.rateLimit).toEqual({ cost: 5, nodeCount: 1, limit: null, remaining: null, used: null, resetAt: null });
  expect([headers.get('x-cost'), headers.get('ratelimit')]).toEqual(['5', null]);
});

describe('the book of rates', () => {
  test('keeps a bounded number of keys, and forgets the one that was not used longest', () => {
    const book = new RateBook(100, () => 0);
    for (let n = 0; n < MAX_RATE_KEYS; n++) book.spend(`k${n}`, 60);
    book.spend('k0', 10);
    book.spend('new', 10);
    expect(book.size).toBe(MAX_RATE_KEYS);
    expect([book.spend('k0', 0).standing.remaining, book.spend('k1', 0).standing.remaining]).toEqual([30, 100]);
  });

  test('keys do not spend from one another, and a fine takes no more than there is', () => {
    const book = new RateBook(100, () => 0);
    book.fine('a', 1_000);
    expect([book.spend('a', 1).waitMs, book.spend('b', 100).waitMs, book.spend('c', 500).waitMs]).toEqual([600, null, null]);
  });
});
