// Keys mode over the real transports: nobody without a key, and no longer than the key.
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createKey, revokeKey } from '../../src/auth/access-key.service.ts';
import { countProjects, MUTATION, ownServer, type OwnServer, send } from './own-server.ts';

let own: OwnServer;

beforeAll(async () => { own = await ownServer({ AUTH: 'keys' }); });
afterAll(() => own.close());

const PRESENTED: [string, string | null][] = [['no key', null], ['nonsense', 'nonsense'], ['a key nobody has', 'ABCDEFGHIJ0123456789.abcdefghijklmnopqrstuvwxyz0']];

function graphql(key: string | null, body = '{"query":"{ eventCursor }"}'): ReturnType<typeof send> {
  const headers = { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
  return send(`${own.server.url}/graphql`, { method: 'POST', headers, body });
}

/** Opens a socket with that payload and gives the code it is closed with, or `open` once it is acknowledged. */
function socketEnd(payload: object): Promise<number | 'open'> {
  const socket = new WebSocket(`${own.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    socket.on('message', () => { resolve('open'); socket.close(1000); });
    socket.on('close', resolve).on('error', reject);
  });
}

describe.each(PRESENTED)('with %s', (_what, key) => {
  test('GraphQL over HTTP answers 401 and executes nothing', async () => {
    const before = await countProjects(own.server);
    for (const body of ['{"query":"{ eventCursor }"}', '{"query":"{ __schema { types { name } } }"}', MUTATION]) {
      const answer = await graphql(key, body);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      expect(answer.text).not.toContain('"data":{');
    }
    expect(await countProjects(own.server)).toBe(before);
  });

  test('GraphQL over WebSocket closes with 4403', async () => {
    expect(await socketEnd(key === null ? {} : { Authorization: `Bearer ${key}` })).toBe(4403);
  });

  test('dispatch and the figures answer 401; whether the server lives may be asked by anybody', async () => {
    const headers = { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) };
    expect((await send(`${own.server.url}/dispatch/session`, { method: 'POST', headers, body: '{}' })).status).toBe(401);
    expect((await send(`${own.server.url}/metrics`, { headers })).status).toBe(401);
    expect((await send(`${own.server.url}/healthz`, { headers })).status).toBe(200);
  });
});

test('the first start gives an admin key that works on every transport, and a page of another origin needs it like everybody', async () => {
  const key = own.server.adminKey!;
  expect(own.server.adminKeyIsNew).toBe(true);
  expect((await graphql(key)).status).toBe(200);
  expect(await socketEnd({ Authorization: `Bearer ${key}` })).toBe('open');
  expect(await socketEnd({ authorization: `Bearer ${key}` })).toBe('open');
  const figures = await send(`${own.server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  expect([figures.status, figures.text]).toEqual([200, expect.stringContaining('\nevent_horizon_lag_seconds ') as string]);
  const foreign = await send(`${own.server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://evil.example' }, body: MUTATION });
  expect([foreign.status, Object.keys(foreign.headers).filter((name) => name.startsWith('access-control-'))]).toEqual([401, []]);
});

test('a revoked key is refused over HTTP within 5 s, and its open socket is closed with 4403', async () => {
  const { id, text } = await createKey(own.server.database, { role: 'viewer', label: 'short-lived' });
  expect((await graphql(text)).status).toBe(200);
  const { promise: closed, resolve } = Promise.withResolvers<number>();
  const client = createClient({
    url: `${own.server.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: false,
    connectionParams: { Authorization: `Bearer ${text}` }, onNonLazyError: () => {}, on: { closed: (event) => resolve((event as { code: number }).code) },
  });
  await vi.waitFor(async () => expect((await send(`${own.server.url}/metrics`, { headers: { authorization: `Bearer ${text}` } })).text).toMatch(/\nsockets 1\n/), { timeout: 5_000 });
  await revokeKey(own.server.database, id);
  await vi.waitFor(async () => expect((await graphql(text)).status).toBe(401), { timeout: 5_500, interval: 200 });
  expect(await closed).toBe(4403);
  await client.dispose();
});
