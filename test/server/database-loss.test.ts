// A database that goes away while the server serves, and comes back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKey } from '../../src/auth/access-key.service.ts';
import { readConfig } from '../../src/config.ts';
import { isDatabaseLoss } from '../../src/server/database-loss.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { sessionBody } from '../dispatch/dispatch-world.ts';
import { LiveClient } from '../live/live-client.ts';
import { FaultProxy } from '../fault/tool/fault-proxy.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';
import { type RawAnswer, send } from './own-server.ts';

let fresh: FreshDatabase;
let link: FaultProxy;
let server: RunningServer;
let key: string;
const dataDir = mkdtempSync(path.join(tmpdir(), 'switchyard-loss-'));

beforeAll(async () => {
  fresh = await freshDatabase();
  link = await FaultProxy.open(fresh.url);
  server = await startServer(readConfig({ PORT: '0', DATA_DIR: dataDir, DATABASE_URL: link.through(fresh.url), SWITCHYARD_RUNNERS: '0', SWITCHYARD_TRANSACTION_SECONDS: '1' }), { log: silentLog() });
  ({ text: key } = await createKey(server.database, { role: 'runner', label: 'runner' }));
});
afterAll(async () => {
  await server.close();
  await link[Symbol.asyncDispose]();
  await fresh.drop();
  rmSync(dataDir, { recursive: true });
});

function session(): Promise<RawAnswer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return send(`${server.url}/dispatch/session`, { method: 'POST', headers, body: JSON.stringify(sessionBody('runner')) });
}

function graphql(): Promise<RawAnswer> {
  return send(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ tasks(first: 1) { nodes { id } } }"}' });
}

test('while the database is away every call fails cleanly, and the server recovers by itself, twice', async () => {
  for (let round = 0; round < 2; round++) {
    expect([(await session()).status, (await graphql()).status]).toEqual([200, 200]);
    link.cut();
    const lost = await session();
    expect([lost.status, JSON.parse(lost.text).code]).toEqual([503, 'UNAVAILABLE']);
    const failed = await graphql();
    expect(failed.status).toBe(503);
    expect(JSON.parse(failed.text).errors[0].extensions.code).toBe('UNAVAILABLE');
    expect(failed.text).not.toMatch(/ECONNREFUSED|pg|stack/);
    const dialect = await send(`${server.url}/auth.get_credentials`, { method: 'POST' });
    expect([dialect.status, dialect.headers['retry-after'], JSON.parse(dialect.text).meta]).toEqual([503, '1', expect.objectContaining({ result_code: 503, result_subcode: 0 })]);
    expect((await send(`${server.url}/healthz`)).status).toBe(200);
    const live = await LiveClient.open(`${server.url.replace('http', 'ws')}/graphql`);
    live.subscribe('1', '{ tasks(first: 1) { nodes { id } } }');
    await live.until(() => live.of('1').length > 0, 'an answer');
    expect(live.of('1')[0]).toMatchObject({ type: 'next', payload: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } });
    live.close();
    const ready = await send(`${server.url}/readyz`);
    expect([ready.status, JSON.parse(ready.text).checks.database]).toEqual([503, 'the database does not answer']);
    expect((await send(`${server.url}/metrics`)).text).toMatch(/^live_attempts NaN$[^]*^database_up 0$/m);
    link.heal();
    await vi.waitFor(async () => expect((await send(`${server.url}/readyz`)).status).toBe(200), { timeout: 15_000, interval: 50 });
  }
  expect([(await session()).status, (await graphql()).status]).toEqual([200, 200]);
});

const CREATE = 'mutation { createProject(input: { path: "/late", requestId: "late-1" }) { outcome project { path } userErrors { message } } }';

test('a transaction that takes too long is undone and its caller asked to try again, over both transports; the same requestId then works', async () => {
  const blocker = new pg.Client({ connectionString: fresh.url });
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE project IN EXCLUSIVE MODE');
  const live = await LiveClient.open(`${server.url.replace('http', 'ws')}/graphql`);
  try {
    const body = JSON.stringify({ query: CREATE });
    const late = await send(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([late.status, JSON.parse(late.text).errors]).toEqual([503, [expect.objectContaining({ message: expect.stringMatching(/try again/) as string, extensions: { code: 'UNAVAILABLE' } })]]);
    live.subscribe('1', CREATE);
    await live.until(() => live.of('1').length > 0, 'an answer');
    expect(live.of('1')[0]).toMatchObject({ payload: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } });
    await blocker.query('ROLLBACK');
    live.subscribe('2', CREATE);
    await live.until(() => live.of('2').length > 0, 'an answer');
    expect(live.of('2')[0]).toMatchObject({ payload: { data: { createProject: { outcome: 'ACCEPTED', project: { path: '/late' } } } } });
  } finally {
    live.close();
    await blocker.end();
  }
});

describe('a lost database is told from a bug', () => {
  const coded = (code: string, message = 'x', extra: object = {}): Error => Object.assign(new Error(message), { code, ...extra });

  test.each([
    coded('ECONNREFUSED'), coded('ECONNRESET'), coded('EPIPE'), coded('08006'), coded('57P01'), coded('57P03'), coded('53300'), coded('25P03'), coded('25P04'), coded('40001'), coded('40P01'), coded('ENOENT', 'x', { syscall: 'connect' }), coded('EAGAIN', 'x', { syscall: 'connect' }),
    new Error('Connection terminated unexpectedly'), new Error('timeout exceeded when trying to connect'), new Error('timeout expired'), new Error('Query read timeout'), new Error('outer', { cause: coded('57P02') }), new AggregateError([coded('ECONNREFUSED')], 'all'),
  ])('lost: %s', (error) => expect(isDatabaseLoss(error)).toBe(true));

  test.each([coded('23505'), coded('42601'), coded('57014'), coded('ENOENT', 'x', { syscall: 'open' }), coded('EAGAIN', 'x', { syscall: 'read' }), new Error('x'), new TypeError('Connection terminated'.slice(1)), 'ECONNREFUSED', null])('a bug: %s', (error) => {
    expect(isDatabaseLoss(error)).toBe(false);
  });

  test('errors that cause each other in a ring are followed no further than needed', () => {
    const ring = new Error('one');
    ring.cause = new Error('two', { cause: ring });
    expect(isDatabaseLoss(ring)).toBe(false);
  });
});
