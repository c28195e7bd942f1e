// What a server tells of itself: a line for each request, figures, traces, masked faults; and never a secret, whatever the transport.
import { createClient } from 'graphql-ws';
import { type Logger, pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createKey } from '../../src/auth/access-key.service.ts';
import { errorFields } from '../../src/server/process-log.ts';
import { ownServer, type OwnServer, send } from './own-server.ts';
import { attributesOf, type SentSpan, type TraceCollector, traceCollector } from './trace-collector.ts';

const MARK = 'marker-f00d';
const lines: Record<string, unknown>[] = [];
let collector: TraceCollector;
let own: OwnServer;
let key: string;

beforeAll(async () => {
  collector = await traceCollector();
  const log: Logger = pino({ level: 'trace', base: null, serializers: { error: errorFields, err: errorFields } }, { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  own = await ownServer({ AUTH: 'keys', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=lab%201', OTEL_SERVICE_NAME: 'lab-7' }, log);
  key = own.server.adminKey!;
});
afterAll(async () => {
  await own?.close();
  await collector?.close();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const bearer = (text = key): Record<string, string> => ({ authorization: `Bearer ${text}` });

function graphql(body: object, headers: Record<string, string> = {}): ReturnType<typeof send> {
  return send(`${own.server.url}/graphql?${MARK}`, { method: 'POST', headers: { ...JSON_TYPE, ...bearer(), ...headers }, body: JSON.stringify(body) });
}

/** The line about the request, once it is written: an answer is there before the server knows that it has left. */
async function lineOf(requestId: unknown): Promise<Record<string, unknown>> {
  return await vi.waitFor(() => lines.find((line) => line['requestId'] === requestId && (line['msg'] === 'request' || line['msg'] === 'operation')) ?? expect.fail(`no line of ${String(requestId)}`));
}

const PROJECT = (path: string) => ({ query: 'mutation MakeIt($input: CreateProjectInput!) { createProject(input: $input) { outcome userErrors { code } } }', variables: { input: { path } }, operationName: 'MakeIt' });

test('a command is one line at info with what it was and no query of its address; a read is one at debug', async () => {
  const answer = await graphql(PROJECT(`/${MARK}`));
  const line = await lineOf(answer.headers['x-request-id']);
  expect(line).toEqual({
    level: 30, time: expect.any(Number) as number, msg: 'request', requestId: answer.headers['x-request-id'], method: 'POST', path: '/graphql', status: 200, ms: expect.any(Number) as number, bytes: expect.any(Number) as number,
    address: '127.0.0.1', keyId: key.split('.')[0], operation: 'MakeIt', kind: 'mutation', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
  });
  expect(line['bytes']).toBeGreaterThan(answer.text.length);
  expect(await lineOf((await graphql({ query: '{ eventCursor }' })).headers['x-request-id'])).toMatchObject({ level: 20, operation: null, kind: 'query' });
});

test('what was refused is a line at info with the codes that the caller was told', async () => {
  const wrong = await graphql({ query: '{ nothing }' });
  expect(await lineOf(wrong.headers['x-request-id'])).toMatchObject({ level: 30, codes: ['GRAPHQL_VALIDATION_FAILED'] });
  const stranger = await graphql({ query: '{ eventCursor }' }, { authorization: 'Bearer nobody' });
  expect(await lineOf(stranger.headers['x-request-id'])).toMatchObject({ level: 30, status: 401, codes: ['UNAUTHENTICATED'] });
  const nowhere = await send(`${own.server.url}/nowhere?${MARK}`);
  expect(await lineOf(nowhere.headers['x-request-id'])).toMatchObject({ level: 30, status: 404, path: '/nowhere', codes: ['NOT_FOUND'] });
});

test.each([
  ['a UUID', '0198c2f4-0000-7000-8000-000000000000', true], ['a word', 'job-7/step:2', true], ['128 characters', 'x'.repeat(128), true], ['129 characters', 'x'.repeat(129), false],
  ['nothing', '', false], ['quotes', '"x"', false], ['a blank', 'a b', false], ['markup', '<b>', false], ['a letter beyond ASCII', 'ä', false],
])('the request id of a caller is taken over when it is a sane one: %s', async (_what, given, taken) => {
  for (const path of ['/graphql', '/healthz', '/nowhere', '/events', '/dispatch/session', '/metrics']) {
    const answer = await send(`${own.server.url}${path}`, { headers: { 'x-request-id': given } });
    expect(answer.headers['x-request-id'] === given).toBe(taken);
    expect(answer.headers['x-request-id']).toMatch(/^[\w./:-]+$/);
  }
});

test('no secret, body, variable, query or document comes into the log or the traces, on any transport', async () => {
  await graphql({ ...PROJECT(`/${MARK}-2`), extensions: { [MARK]: MARK } }, { cookie: `session=${MARK}`, 'x-secret': MARK });
  await graphql({ query: `{ ${MARK.replace('-', '_')} }` }, { authorization: `Bearer ${MARK}.${MARK}` });
  await send(`${own.server.url}/graphql?query=${MARK}`, { headers: { 'apollo-require-preflight': MARK, ...bearer() } });
  await send(`${own.server.url}/events?after=${MARK}&key=${MARK}`, { headers: { 'last-event-id': MARK, ...bearer() } });
  await send(`${own.server.url}/dispatch/session`, { method: 'POST', headers: { ...JSON_TYPE, ...bearer() }, body: JSON.stringify({ [MARK]: MARK }) });
  await send(`${own.server.url}/metrics?${MARK}`, { headers: { authorization: `Basic ${MARK}` } });
  const client = createClient({ url: `${own.server.url.replace('http', 'ws')}/graphql?${MARK}`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { Authorization: `Bearer ${key}`, extra: MARK } });
  const asked = client.iterate(PROJECT(`/${MARK}-3`));
  expect((await asked.next()).value).toMatchObject({ data: { createProject: { outcome: 'ACCEPTED' } } });
  await client.dispose();
  await vi.waitFor(() => expect(lines).toContainEqual(expect.objectContaining({ level: 30, msg: 'operation', transport: 'websocket', operation: 'MakeIt', kind: 'mutation', keyId: key.split('.')[0] })));
  expect(JSON.stringify(lines)).not.toMatch(new RegExp(`${MARK}|${MARK.replace('-', '_')}|${key.split('.')[1]}`));
});

test('spans of a command hang together below the trace of its caller, and the log names the trace', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const answer = await graphql(PROJECT('/traced'), { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  expect(await lineOf(answer.headers['x-request-id'])).toMatchObject({ traceId });
  const spans = await vi.waitFor(() => {
    const found = collector.spans.filter((span) => span.traceId === traceId);
    expect(found.map(({ name }) => name)).toContain('POST /graphql');
    return new Map(found.map((span) => [span.name, span]));
  }, { timeout: 10_000 });
  const [http, operation, transaction] = ['POST /graphql', 'GraphQL operation', 'transaction createProject'].map((name) => spans.get(name) ?? expect.fail(`no span ${name} among ${[...spans.keys()].join(', ')}`)) as [SentSpan, SentSpan, SentSpan];
  expect([http.parentSpanId, operation.parentSpanId, transaction.parentSpanId]).toEqual(['b7ad6b7169203331', http.spanId, operation.spanId]);
  expect(http.kind).toBe(2); // of a server
  expect(attributesOf(http)).toMatchObject({ 'http.response.status_code': 200, 'http.route': '/graphql', 'switchyard.request_id': answer.headers['x-request-id'] });
  expect(attributesOf(operation)).toEqual({ 'graphql.operation.type': 'mutation', 'graphql.operation.name': 'MakeIt' });
  expect(collector.last).toMatchObject({ path: '/v1/traces', headers: { 'x-tenant': 'lab 1' }, resource: { 'service.name': 'lab-7' } });
  expect(JSON.stringify(collector.spans)).not.toContain(MARK);
});

test('a caller that does not trace gets no spans; a broken traceparent begins a trace of ours', async () => {
  const unsampled = 'aaf7651916cd43dd8448eb211c80319c';
  await graphql({ query: '{ eventCursor }' }, { traceparent: `00-${unsampled}-b7ad6b7169203331-00` });
  for (const wrong of ['x', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `ff-${unsampled}-b7ad6b7169203331-01`, `00-${unsampled}-b7ad6b7169203331-01-x`]) {
    const answer = await graphql({ query: '{ eventCursor }' }, { traceparent: wrong });
    expect((await lineOf(answer.headers['x-request-id']))['traceId']).not.toBe(unsampled);
  }
  const client = createClient({ url: `${own.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { Authorization: `Bearer ${key}` } });
  const feed = client.iterate({ query: 'subscription { events { caughtUp } }' });
  await feed.next();
  await feed.return?.();
  await client.dispose();
  await vi.waitFor(() => expect(collector.spans.map(({ name }) => name)).toContain('subscription opening'), { timeout: 10_000 });
  expect(collector.spans.filter(({ traceId }) => traceId === unsampled)).toEqual([]);
});

test('figures count requests by room and class, operations by kind, errors by code; no text of a caller becomes a label', async () => {
  for (const path of [`/${MARK}`, `/graphql/${MARK}`]) await send(`${own.server.url}${path}`);
  const { text } = await send(`${own.server.url}/metrics`, { headers: bearer() });
  for (const line of [/^http_requests_total\{room="\/graphql",status="2xx"\} \d+$/m, /^http_requests_total\{room="none",status="4xx"\} \d+$/m, /^http_request_duration_seconds_bucket\{room="\/graphql",le="\+Inf"\} \d+$/m,
    /^http_request_duration_seconds_sum\{room="\/graphql"\} \d/m, /^graphql_operations_total\{transport="http",kind="mutation"\} \d+$/m, /^graphql_operations_total\{transport="websocket",kind="subscription"\} 1$/m,
    /^graphql_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} \d+$/m, /^auth_failures_total\{room="\/graphql"\} \d+$/m]) expect(text).toMatch(line);
  expect(text).not.toContain(MARK);
  expect(new Set(text.match(/(?<=room=")[^"]*/g))).toEqual(new Set(['/graphql', '/events', '/dispatch/', '/healthz', '/metrics', 'none']));
  const buckets = [...text.matchAll(/^http_request_duration_seconds_bucket\{room="\/graphql",le="[^"]+"\} (\d+)$/gm)].map(([, count]) => Number(count));
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
});

test('a fault of ours is masked on every transport, and the log has it under the id that the caller was told', async () => {
  const fresh = await Promise.all(Array.from({ length: 4 }, (_, at) => createKey(own.server.database, { role: 'admin', label: `fresh ${at}` })));
  const { pool } = own.server.database;
  const { query, connect } = pool;
  const client = createClient({ url: `${own.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: false, connectionParams: { Authorization: `Bearer ${key}` } });
  await new Promise((resolve) => { client.on('connected', resolve); });
  // Statements that can be cancelled go through a connection, others through the pool.
  pool.query = pool.connect = (() => Promise.reject(new Error('the plan of the house'))) as never;
  const told: [string, string][] = [];
  try {
    const [http, events, dispatch, page] = await Promise.all([
      graphql({ query: '{ eventCursor }' }, bearer(fresh[0]!.text)),
      send(`${own.server.url}/events`, { headers: bearer(fresh[1]!.text) }),
      send(`${own.server.url}/dispatch/session`, { method: 'POST', headers: { ...JSON_TYPE, ...bearer(fresh[2]!.text) }, body: '{}' }),
      send(`${own.server.url}/metrics`, { headers: bearer(fresh[3]!.text) }),
    ]);
    for (const answer of [http, events, dispatch, page]) {
      expect(answer.status).toBe(500);
      told.push([answer.text, String(answer.headers['x-request-id'])]);
    }
    const resolved = await graphql({ query: '{ tasks { nodes { id } } }' });
    told.push([resolved.text, String(resolved.headers['x-request-id'])]);
    const { value } = await client.iterate({ query: '{ tasks { nodes { id } } }' }).next();
    told.push([JSON.stringify(value), (value as { errors: { extensions: { requestId: string } }[] }).errors[0]!.extensions.requestId]);
  } finally {
    Object.assign(pool, { query, connect });
    await client.dispose();
  }
  expect(told).toHaveLength(6);
  for (const [text, requestId] of told) {
    expect(text).toContain('INTERNAL');
    expect(text).toContain(requestId);
    expect(text).not.toMatch(/plan of the house|node_modules|\.ts/);
    expect(lines).toContainEqual(expect.objectContaining({ level: 50, requestId }));
  }
});
