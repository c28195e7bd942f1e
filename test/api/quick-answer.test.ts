// The short way of plain queries answers byte for byte what Apollo answers, does nothing twice, and leaves to Apollo whatever is out of the way.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiContext } from '../../src/api/graphql/context.ts';
import { httpRoom } from '../../src/api/graphql/http/http-room.ts';
import type { HttpStatusPolicy } from '../../src/api/graphql/http/http-status.ts';
import { plainOperation } from '../../src/api/graphql/http/quick-answer.ts';
import { limitsOf } from '../../src/api/graphql/limit/operation-limits.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { type GraphqlGround, graphqlGround, schema as apiSchema } from './graphql-ground.ts';
import { newRun, newTask } from './graphql-work.ts';
import { randomFrom, randomQuery } from './random-operation.ts';

const SEED = Number(process.env['SWITCHYARD_TEST_SEED'] ?? 20_262);
const DOCUMENTS = Number(process.env['SWITCHYARD_TEST_DOCUMENTS'] ?? 60);
const RESPONSE = 'application/graphql-response+json';
const ACCEPTED = [
  undefined, '*/*', 'application/json', 'application/json, text/plain, */*', 'application/json, */*', RESPONSE, `${RESPONSE}, application/json`,
  `${RESPONSE}, application/json;q=0.9`, `${RESPONSE},application/json;q=0.9`, `${RESPONSE};q=0.5, application/json`, 'application/json;q=0', 'text/html', 'image/png, */*;q=0.1',
];

interface Body {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

interface Seen {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

// Node's own fetch would add an Accept of its own; `extensions` in a body are what the short way never takes.
async function ask(url: string, body: Body, { accept, long }: { readonly accept: string | undefined; readonly long: boolean }): Promise<Seen> {
  const text = JSON.stringify(long ? { ...body, extensions: {} } : body);
  return await new Promise((resolve, reject) => {
    const req = request(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': 'same', ...(accept === undefined ? {} : { accept }) } }, (res) => {
      let answer = '';
      res.setEncoding('utf8').on('data', (chunk: string) => { answer += chunk; }).on('end', () => {
        const headers = Object.entries(res.headers).flatMap(([name, value]) => (CHANGING.has(name) ? [] : [[name, String(value)] as const]));
        resolve({ status: res.statusCode!, headers, text: answer.replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id') });
      });
    });
    req.on('error', reject);
    req.end(text);
  });
}

const CHANGING: ReadonlySet<string> = new Set(['date', 'x-request-id', 'content-length', 'ratelimit']);

async function both(url: string, body: Body, accept?: string): Promise<Seen> {
  const [short, long] = [await ask(url, body, { accept, long: false }), await ask(url, body, { accept, long: true })];
  // Of fields that fail side by side the first to fail is told of, which two executions need not agree about: then one of a few must be the same.
  for (let more = 0; more < RACES && short.text !== long.text && [short, long].every(({ text }) => text.startsWith('{"errors"')); more++) {
    const again = await ask(url, body, { accept, long: true });
    if (again.text === short.text) return same(short, again, body);
  }
  return same(short, long, body);
}

/** Executions that are looked at when two do not agree about which field failed first. */
const RACES = 10;

function same(short: Seen, long: Seen, body: Body): Seen {
  expect(short, JSON.stringify(body)).toEqual(long);
  return short;
}

describe('over the real schema', () => {
  let ground: GraphqlGround;
  let schema: GraphQLSchema;
  let ids: string[];
  beforeAll(async () => {
    [ground, schema] = [await graphqlGround(), await apiSchema()];
    for (const n of [1, 2]) await newTask(ground, { name: `task ${n}: ✓ ü \u{1F600}`, tags: ['a'], enqueue: true });
    await newRun(ground, { first: [], second: ['first'] });
    const { data } = await ground.ask('{ tasks { nodes { id } } runs { nodes { id } } queues { nodes { id } } projects { nodes { id } } }');
    ids = [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!).concat('nothing', '');
  });
  afterAll(() => ground?.close());

  test(`operations made at random are answered alike (seed ${SEED})`, async () => {
    const random = randomFrom(SEED);
    const seen = { valid: 0, withData: 0, withErrors: 0 };
    while (seen.valid < DOCUMENTS) {
      const { query, variables } = randomQuery({ schema, ids, random });
      if (validate(schema, parse(query), specifiedRules).length > 0) continue;
      seen.valid += 1;
      const { text } = await both(ground.url, { query, variables }, ACCEPTED[seen.valid % ACCEPTED.length]);
      if (text.startsWith('{"data":{')) seen.withData += 1;
      else if (text.startsWith('{"errors"')) seen.withErrors += 1;
    }
    expect(seen.withData).toBeGreaterThan(DOCUMENTS * 0.05);
    expect(seen.withErrors).toBeGreaterThan(0);
  }, 60_000);

  test('a page of rows with all kinds of letters is answered alike, time after time', async () => {
    for (let time = 0; time < 4; time++) {
      const { text } = await both(ground.url, { query: 'query Board($n: Int) { tasks(first: $n) { totalCount nodes { id name status createdAt tags } } eventCursor }', operationName: 'Board', variables: { n: 4 } });
      const { text: page } = await both(ground.url, { query: '{ tasks { nodes { id name status createdAt tags } pageInfo { endCursor } } }' });
      expect(text).toContain('✓ ü \u{1F600}');
      expect(page).toContain('✓ ü \u{1F600}');
    }
  });
});

/** Times that the field `counted` was resolved. */
let resolved = 0;
const LIMIT = 1_000;
const rooms: Partial<Record<HttpStatusPolicy, string>> = {};
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  for (const status of ['compatible', 'draft2026'] as const) rooms[status] = await openRoom(status);
});
afterAll(() => Promise.all(closers.map((close) => close())));

async function openRoom(status: HttpStatusPolicy): Promise<string> {
  const schema = buildSchema('type Query { ok(n: Int): String counted: String! list(first: Int): [String!] } type Mutation { ok: String } type Subscription { ok: String }');
  const { ok, counted, list } = schema.getQueryType()!.getFields();
  ok!.resolve = () => 'ok';
  list!.resolve = () => ['a', 'ß'];
  counted!.resolve = () => {
    resolved += 1;
    throw new DomainError('NOT_FOUND', 'there is none');
  };
  const log = { error: () => {} };
  const room = await httpRoom({
    schema, status, log, isUnavailable: () => false, limits: limitsOf({ schema, ratePoints: LIMIT, now: () => 0 }),
    contextFor: (call) => ({ ...call, log }) as unknown as ApiContext,
    authorise: (req) => Promise.resolve({ actor: { userId: 'u', name: 'tester', role: 'admin', grants: null }, keyId: String(req.headers['x-key'] ?? req.url) }),
  });
  const server = createServer((req, res) => void room.handle(req, res));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(() => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  }), () => room.stop());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const BODIES: readonly Body[] = [
  { query: '{ ok }' }, { query: '{ ok list counted }' }, { query: '{ counted }' }, { query: '{' }, { query: '' }, { query: null }, { query: '{ nothing }' },
  { query: 'query A { ok } query B { list }', operationName: 'B' }, { query: 'query A { ok } query B { list }' }, { query: '{ ok }', operationName: '' }, { query: '{ ok }', operationName: 7 },
  { query: '{ ok }', operationName: null, variables: null }, { query: 'query($n: Int) { ok(n: $n) }', variables: { n: 'x' } }, { query: 'query($n: Int!) { ok(n: $n) }', variables: {} },
  { query: '{ ok }', variables: [1] }, { query: '{ ok }', variables: 'x' }, { query: 'mutation { ok }' }, { query: 'subscription { ok }' }, { query: '{ __schema { types { name } } }' },
];

describe.each(['compatible', 'draft2026'] as const)('with the statuses %s', (policy) => {
  test('whatever a body says is answered alike, whatever the client accepts', async () => {
    for (const [n, body] of BODIES.entries()) for (const [m, accept] of ACCEPTED.entries()) {
      const { status, headers } = await both(`${rooms[policy]!}?${n}_${m}`, body, accept);
      expect({ status, type: Object.fromEntries(headers)['content-type'] }, JSON.stringify(body)).toMatchObject({ status: expect.any(Number), type: expect.stringMatching(/json/) });
    }
  });

  test('what fails is executed once and paid for once', async () => {
    resolved = 0;
    const { text } = await ask(`${rooms[policy]!}?once`, { query: '{ counted }' }, { accept: undefined, long: false });
    expect(text).toContain('NOT_FOUND');
    expect(resolved).toBe(1);
    const left = (long: boolean): Promise<string> => leftAfterFailure(`${rooms[policy]!}?paid${String(long)}`, long);
    expect(await left(false)).toBe(await left(true));
  });

  test('an operation whose points are used up is refused alike', async () => {
    const query = `{ ${Array.from({ length: 20 }, (_, n) => `a${n}: ok`).join(' ')} }`;
    const refused = async (long: boolean): Promise<Seen> => {
      for (let tries = 0; tries < LIMIT; tries++) {
        const seen = await ask(`${rooms[policy]!}?spent${String(long)}`, { query }, { accept: RESPONSE, long });
        if (seen.status === 429) return seen;
      }
      throw new Error('the points were never used up');
    };
    expect(await refused(false)).toEqual(await refused(true));
  });
});

/** What a key has left after an operation that failed. */
async function leftAfterFailure(url: string, long: boolean): Promise<string> {
  const text = JSON.stringify({ query: '{ counted }', ...(long ? { extensions: {} } : {}) });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text });
  await response.text();
  return response.headers.get('ratelimit')!;
}

test('only plain requests go the short way', () => {
  const plain = { method: 'POST', contentType: 'application/json', accept: 'application/json', body: { query: '{ ok }', operationName: null, variables: { n: 1 } } };
  expect(plainOperation(plain)).toMatchObject({ query: '{ ok }', operationName: null, variables: { n: 1 } });
  for (const other of [
    { method: 'GET' }, { contentType: 'text/plain' }, { contentType: 'application/json; charset=utf-16' }, { contentType: undefined }, { contentType: 'multipart/form-data' }, { accept: 'text/html' }, { accept: 'application/json;q=0' },
    { body: { query: '{ ok }', extensions: {} } }, { body: [{ query: '{ ok }' }] }, { body: { query: 7 } }, { body: { query: '{ ok }', variables: [] } }, { body: null }, { body: undefined },
  ]) expect(plainOperation({ ...plain, ...other }), JSON.stringify(other)).toBeNull();
});
