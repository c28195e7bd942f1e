// GraphQL over HTTP: the audits of the specification, sizes, media types, forgery, limits and masked faults.
import { request } from 'node:http';
import { buildClientSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../src/api/graphql/http/request-body.ts';
import { MAX_DOCUMENT } from '../../src/api/graphql/limit/document-check.ts';
import { MAX_ALIASES, MAX_DEPTH, MAX_DIRECTIVES, MAX_TOKENS, LIMIT_STAGES } from '../../src/api/graphql/limit/validation-rules.ts';
import { type GraphqlGround, type Shown, graphqlGround, schema } from './graphql-ground.ts';

let ground: GraphqlGround;
beforeAll(async () => { ground = await graphqlGround(); });
afterAll(() => ground?.close());

describe('audits of GraphQL over HTTP', () => {
  // Programs that send simple content types must prove that they are no web page; the suite does not know the header.
  const fetchFn = (url: string, init: RequestInit = {}) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string> | undefined), 'apollo-require-preflight': '1' } });
  const audits = serverAudits({ url: () => ground.url, fetchFn });
  test('there are 61 of them', () => expect(audits).toHaveLength(61));
  for (const audit of audits) {
    test(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      expect(result, 'reason' in result ? result.reason : '').toMatchObject({ status: 'ok' });
    });
  }
});

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly search?: string;
}

async function send({ method = 'POST', headers = { 'content-type': 'application/json' }, body, search = '' }: Sent): Promise<{ status: number; headers: Headers; json: Shown }> {
  const response = await fetch(ground.url + search, { method, headers, ...(body === undefined ? {} : { body: body as BodyInit }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

const HELLO = JSON.stringify({ query: '{ __typename }' });

test('answers are not stored, name the request and their length, and are not guessed at', async () => {
  const { headers, status } = await send({ body: HELLO });
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['no JSON', { body: '{' }, 400, 'BAD_REQUEST'],
  ['no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'BAD_REQUEST'],
  ['an empty body', { body: '' }, 400, 'BAD_REQUEST'],
  ['a list of operations', { body: `[${HELLO}]` }, 400, 'BAD_REQUEST'],
  ['a content type we do not know', { body: HELLO, headers: { 'content-type': 'application/xml' } }, 415, 'BAD_REQUEST'],
  ['another charset', { body: HELLO, headers: { 'content-type': 'application/json; charset=utf-16' } }, 415, 'BAD_REQUEST'],
  ['a form, as a forged page could send it', { body: 'query={__typename}', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400, 'BAD_REQUEST'],
  ['plain text, as a forged page could send it', { body: HELLO, headers: { 'content-type': 'text/plain' } }, 400, 'BAD_REQUEST'],
  ['plain text that is proven not forged', { body: HELLO, headers: { 'content-type': 'text/plain', 'apollo-require-preflight': '1' } }, 415, 'BAD_REQUEST'],
  ['a GET without proof', { method: 'GET', headers: {}, search: '?query={__typename}' }, 400, 'BAD_REQUEST'],
  ['another method', { method: 'PUT', body: HELLO }, 405, 'BAD_REQUEST'],
  ['nobody', { body: HELLO, headers: { 'content-type': 'application/json', 'x-role': 'nobody' } }, 401, 'UNAUTHENTICATED'],
] as const)('%s is answered with its own status and a code', async (_, sent, status, code) => {
  const answer = await send(sent);
  expect({ status: answer.status, code: answer.json.errors[0].extensions.code }).toEqual({ status, code });
  expect(JSON.stringify(answer.json)).not.toMatch(/stack|node_modules/);
});

test('a byte order mark and a quoted charset do no harm', async () => {
  expect((await send({ body: `\ufeff${HELLO}`, headers: { 'content-type': 'application/json; charset="UTF-8"' } })).json).toEqual({ data: { __typename: 'Query' } });
});

test('a subscription over HTTP is the caller\'s error, and the answer says where subscriptions go', async () => {
  const logged = ground.logged.length;
  const answer = await send({ body: JSON.stringify({ query: 'subscription { events { cursor } }' }) });
  expect(answer.status).toBe(400);
  expect(answer.json.errors).toMatchObject([{ message: expect.stringContaining('graphql-transport-ws') as string, extensions: { code: 'BAD_REQUEST' } }]);
  expect(ground.logged.length).toBe(logged);
});

test('a mutation by GET is refused with 405 and what is allowed', async () => {
  const { status, headers } = await send({ method: 'GET', headers: { 'apollo-require-preflight': '1' }, search: `?query=${encodeURIComponent('mutation { createProject(input: { path: "/x" }) { outcome } }')}` });
  expect([status, headers.get('allow')]).toEqual([405, 'POST']);
});

test('a body larger than the limit is refused with 413, announced or not, and the server goes on', async () => {
  const large = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(8 * MAX_BODY_BYTES) } });
  expect(await statusOf(large, { 'content-length': String(Buffer.byteLength(large)) })).toBe(413);
  expect(await statusOf(large, { 'transfer-encoding': 'chunked' })).toBe(413);
  const fits = JSON.stringify({ query: '{ __typename }', variables: { x: '' } });
  expect((await send({ body: fits.replace('""', `"${'x'.repeat(MAX_BODY_BYTES - fits.length)}"`) })).status).toBe(200);
});

// fetch gives up with an error when the answer comes before the body is sent: look at the socket instead.
function statusOf(body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request(ground.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (res) => {
      resolve(res.statusCode!);
      res.resume();
    });
    let answered = false;
    req.on('response', () => { answered = true; });
    req.on('error', (error) => { if (!answered) reject(error); });
    req.end(body);
  });
}

const nested = (depth: number) => `{ tasks { nodes ${'{ run { tasks { nodes '.repeat(depth)}{ id }${' } } }'.repeat(depth)} } }`;

test.each([
  ['deep', nested(4), /levels deep, at most 12/],
  ['deep through fragments', `query { tasks { nodes { ...a } } } fragment a on Task { run { tasks { nodes { ...b } } } } fragment b on Task { run { tasks { nodes { run { tasks { nodes { run { tasks { nodes { id } } } } } } } } } }`, /levels deep/],
  ['full of aliases', `{ ${Array.from({ length: MAX_ALIASES + 1 }, (_, i) => `a${i}: __typename`).join(' ')} }`, /aliases, at most 30/],
  ['full of aliases through fragments', `{ ${'...a '.repeat(11)} } fragment a on Query { a: __typename b: __typename c: __typename }`, /aliases/],
  ['full of directives', `{ __typename ${'@include(if: true) '.repeat(MAX_DIRECTIVES + 1)} }`, /directives, at most 50/],
  ['long', `{ ${'id '.repeat(MAX_TOKENS)} }`, /tokens/],
  ['long in characters', `{ __typename } # ${'-'.repeat(MAX_DOCUMENT)}`, /characters, at most 15000/],
])('an operation that is %s is refused before it runs', async (_, query, message) => {
  ground.statements.length = 0;
  const { errors, data } = await ground.ask(query);
  expect(data).toBeUndefined();
  expect(errors!.map((error) => error.message).join()).toMatch(message);
  expect(ground.statements).toEqual([]);
});

test('operations at the limits and the introspection query pass', async () => {
  const built = await schema();
  expect(validate(built, parse(nested(3)), LIMIT_STAGES.flat())).toEqual([]);
  expect(MAX_DEPTH).toBe(12);
  expect(validate(built, parse(nested(4)), LIMIT_STAGES.flat())).toHaveLength(1);
  expect(validate(built, parse(getIntrospectionQuery()), LIMIT_STAGES.flat())).toEqual([]);
  expect(buildClientSchema((await ground.ask(getIntrospectionQuery())).data).getQueryType()?.name).toBe('Query');
});

test('fragments that spread themselves, a thousand times over, are refused at once', async () => {
  const bomb = Array.from({ length: 60 }, (_, i) => `fragment f${i} on Query { ...f${(i + 1) % 60} ...f${(i + 7) % 60} a: __typename }`).join(' ');
  const { errors } = await ground.ask(`{ ...f0 } ${bomb}`);
  expect(errors!.length).toBeGreaterThan(0);
  const doubling = Array.from({ length: 40 }, (_, i) => `fragment f${i} on Query { ${i < 39 ? `...f${i + 1} ...f${i + 1}` : 'a: __typename'} }`).join(' ');
  expect((await ground.ask(`{ ...f0 } ${doubling}`)).errors!.map(({ message }) => message).join()).toMatch(/fragments, each counted/);
});

test('validation errors tell nothing about the schema that was not asked for', async () => {
  for (const query of ['{ task { id } }', '{ tasksss { nodes { id } } }', '{ tasks(frist: 1) { nodes { id } } }', '{ tasks { nodes { statu } } }', '{ tasks(orderBy: { direction: DESK }) { nodes { id } } }']) {
    const { errors } = await ground.ask(query);
    expect(errors![0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(JSON.stringify(errors)).not.toMatch(/Did you mean/);
  }
});

test('variables that do not fit are the caller\'s error', async () => {
  const { errors } = await ground.ask('query($first: Int) { tasks(first: $first) { nodes { id } } }', { first: 'many' });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each([
  ['nested too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 'BAD_USER_INPUT'],
  ['nested without end', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'LIMIT_EXCEEDED'],
  ['a text with NUL', '"a\\u0000b"'],
  ['half a surrogate pair', '{"a":["\\ud800"]}'],
  ['half a surrogate pair as a key', '{"\\udc00":1}'],
  ['a number beyond all', '1e999'],
])('JSON with %s is the caller\'s error', async (_, json, code = 'BAD_USER_INPUT') => {
  const query = 'mutation($inputs: JSON) { createRun(input: { definition: { tasks: [{ node: "a", spec: { command: { binary: "x" } } }] }, enqueue: false, inputs: { value: $inputs } }) { outcome userErrors { message } } }';
  const { json: answer, status } = await send({ body: `{"query":${JSON.stringify(query)},"variables":{"inputs":${json}}}` });
  expect(status).toBe(400);
  expect(answer.errors).toMatchObject([{ extensions: { code } }]);
});

test('a fault of ours is masked, and the log tells of it under the id that the caller got', async () => {
  const { pool } = ground.engine.db;
  const query = pool.query;
  pool.query = (() => Promise.reject(new Error('secret of the house'))) as never;
  const answer = await send({ body: JSON.stringify({ query: '{ tasks { nodes { id } } }' }) });
  pool.query = query;
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.json)).not.toMatch(/secret/);
  const [error] = answer.json.errors;
  expect(error).toMatchObject({ path: ['tasks'], extensions: { code: 'INTERNAL', requestId: answer.headers.get('x-request-id') } });
  expect(ground.logged.at(-1)).toMatchObject({ fields: { requestId: error.extensions.requestId, err: { message: 'secret of the house' } } });
});

test('a lost database is told as such, with 503 and no word of where it is', async () => {
  const { pool } = ground.engine.db;
  const query = pool.query;
  const logged = ground.logged.length;
  pool.query = (() => Promise.reject(Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }))) as never;
  const answer = await send({ body: JSON.stringify({ query: '{ tasks { nodes { id } } }' }) });
  pool.query = query;
  expect(answer.status).toBe(503);
  expect(answer.json.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  expect(JSON.stringify(answer.json)).not.toMatch(/10\.0\.0\.1/);
  expect(ground.logged.length).toBe(logged);
});
