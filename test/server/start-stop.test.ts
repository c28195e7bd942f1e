// Starting and stopping a server, and what it refuses to start with.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from '../../src/config.ts';
import { urlOf } from '../../src/server/listen-address.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { ownRunnerKey } from '../../src/server/runner-key-file.ts';
import { readRunningFile } from '../../src/server/running-file.ts';
import { startServer } from '../../src/server/start-server.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';
import { send } from './own-server.ts';

let fresh: FreshDatabase;
let dataDir: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  dataDir = mkdtempSync(path.join(tmpdir(), 'switchyard-start-'));
});
afterAll(async () => {
  await fresh.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(settings: Record<string, string> = {}): ReturnType<typeof startServer> {
  return startServer(readConfig({ PORT: '0', DATA_DIR: dataDir, DATABASE_URL: fresh.url, SWITCHYARD_RUNNERS: '0', ...settings }), { log: silentLog() });
}

test('a server can be started and stopped again and again on one directory with its embedded database, and keeps what it had', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-embedded-'));
  const config = readConfig({ PORT: '0', DATA_DIR: directory, SWITCHYARD_RUNNERS: '0' });
  try {
    const logIds: string[] = [];
    for (let round = 0; round < 2; round++) {
      const server = await startServer(config, { log: silentLog() });
      logIds.push(server.events.logId);
      expect(server.embeddedDatabase).toBe(true);
      // All its own connections go by the socket; what runs beside it is told the port.
      expect(await server.database.query({ name: 'ways', text: `SELECT DISTINCT client_addr IS NULL AS local FROM pg_stat_activity WHERE application_name LIKE 'switchyard%'` }, [])).toEqual([{ local: true }]);
      expect(new URL(readRunningFile(directory)!.databaseUrl).hostname).toBe('127.0.0.1');
      expect((await send(`${server.url}/readyz`)).status).toBe(200);
      await expect(startServer(config, { log: silentLog() })).rejects.toThrow(/in use by process/);
      expect((await send(`${server.url}/readyz`)).status).toBe(200);
      await server.close();
      await server.close();
    }
    expect(logIds[1]).toBe(logIds[0]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('the addresses of the server itself: health, readiness, figures, the root, and a hint for everything else', async () => {
  const server = await start();
  try {
    expect(JSON.parse((await send(`${server.url}/healthz`)).text)).toEqual({ status: 'ok' });
    expect(JSON.parse((await send(`${server.url}/readyz`)).text)).toEqual({ status: 'ready', checks: { serving: 'ok', database: 'ok', events: 'ok' } });
    expect((await send(`${server.url}/metrics`)).text).toMatch(/^database_up 1$/m);
    const browser = await send(server.url, { headers: { accept: 'text/html,*/*' } });
    expect([browser.status, browser.headers.location]).toEqual([302, '/graphql']);
    expect((await send(server.url, { headers: { accept: '*/*' } })).text).toContain('/graphql');
    const absent = await send(`${server.url}/graphq`);
    expect([absent.status, JSON.parse(absent.text)]).toEqual([404, { code: 'NOT_FOUND', message: expect.stringContaining('there are /, /graphql') as string }]);
    for (const odd of ['/__proto__', '/constructor', '//graphql', '/healthz/']) expect((await send(`${server.url}${odd}`)).status).toBe(404);
    expect((await send(`${server.url}/healthz`, { method: 'POST' })).status).toBe(405);
    expect((await send(`${server.url}/healthz`, { method: 'HEAD' })).text).toBe('');
  } finally {
    await server.close();
  }
});

test('a server that closes says goodbye to its sockets with 1001', async () => {
  const server = await start();
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise((resolve) => { socket.on('close', resolve); });
  await new Promise((resolve, reject) => {
    socket.on('error', reject).on('open', () => socket.send('{"type":"connection_init"}')).on('message', resolve);
  });
  await server.close();
  expect(await closed).toBe(1001);
});

test('two servers share one database, and the one that closes leaves the other ready', async () => {
  const [one, two] = await Promise.all([start(), start({ DATA_DIR: path.join(dataDir, 'second') })]);
  await one.close();
  expect((await send(`${two.url}/readyz`)).status).toBe(200);
  await two.close();
});

test('what a running server writes down belongs to its user alone and goes with it', async () => {
  const server = await start();
  const file = path.join(dataDir, 'server.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readRunningFile(dataDir)).toEqual({ pid: process.pid, url: server.url, databaseUrl: fresh.url });
  await server.close();
  expect(readRunningFile(dataDir)).toBeNull();
});

describe('keys', () => {
  const ADMIN = 'ADMINADMINADMINADMIN.0123456789abcdefghijklmnop0';
  const RUNNER = 'RUNNERRUNNERRUNNERRU.0123456789abcdefghijklmnop0';

  test('of the settings work from the first start on, and none is made beside them', async () => {
    const server = await start({ AUTH: 'keys', SWITCHYARD_ADMIN_KEY: ADMIN, SWITCHYARD_RUNNER_KEY: RUNNER });
    try {
      expect([server.adminKey, server.adminKeyIsNew, server.runnerKey]).toEqual([ADMIN, false, RUNNER]);
      expect((await send(`${server.url}/metrics`, { headers: { authorization: `Bearer ${ADMIN}` } })).status).toBe(200);
      const session = await send(`${server.url}/dispatch/session`, { method: 'POST', headers: { authorization: `Bearer ${RUNNER}`, 'content-type': 'application/json' }, body: '{}' });
      expect([session.status, JSON.parse(session.text).code]).toEqual([409, 'PROTOCOL']);
    } finally {
      await server.close();
    }
  });

  test('of an admin are shown at the first start only', async () => {
    const own = await freshDatabase();
    try {
      const first = await start({ AUTH: 'keys', DATABASE_URL: own.url });
      await first.close();
      const second = await start({ AUTH: 'keys', DATABASE_URL: own.url });
      await second.close();
      expect([first.adminKeyIsNew, second.adminKeyIsNew, second.adminKey]).toEqual([true, false, null]);
    } finally {
      await own.drop();
    }
  });
});

describe('a server refuses to start', () => {
  test.each(['0.0.0.0', '::', '10.1.2.3', 'example.com'])('open on HOST=%s, and says what to set', async (host) => {
    await expect(start({ HOST: host })).rejects.toThrow(/set AUTH=keys, or HOST=127\.0\.0\.1/);
  });

  test('on a port that is taken, before it touches any database', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => { other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)); });
    try {
      await expect(start({ PORT: String(port), DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
    } finally {
      other.close();
    }
  });

  test('without its database, and leaves its port free', async () => {
    await expect(start({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toThrow(/cannot be reached.*ECONNREFUSED.*DATABASE_URL/);
    expect(readRunningFile(dataDir)).toBeNull();
  });

  test('with a revoked key in its settings', async () => {
    const text = 'REVOKEDREVOKEDREVOKE.0123456789abcdefghijklmnop0';
    const server = await start({ SWITCHYARD_ADMIN_KEY: text });
    await server.database.query({ name: 'test_revoke', text: `UPDATE access_key SET revoked_at = now() WHERE id = 'REVOKEDREVOKEDREVOKE'` }, []);
    await server.close();
    await expect(start({ SWITCHYARD_ADMIN_KEY: text })).rejects.toThrow(/SWITCHYARD_ADMIN_KEY was revoked/);
  });
});

test('with AUTH=keys it listens on any address, and is reached over loopback', async () => {
  const server = await start({ AUTH: 'keys', HOST: '0.0.0.0' });
  try {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect((await send(`${server.url}/healthz`, { headers: { host: 'any.name.example' } })).status).toBe(200);
  } finally {
    await server.close();
  }
});

test.each([['127.0.0.1', 'http://127.0.0.1:1'], ['0.0.0.0', 'http://127.0.0.1:1'], ['::', 'http://[::1]:1'], ['::1', 'http://[::1]:1'], ['box.lan', 'http://box.lan:1']])('HOST=%s is reached at %s', (host, url) => {
  expect(urlOf(host, 1)).toBe(url);
});

test('the embedded runner key is made once, belongs to its user alone, and is replaced when it does not work here', async () => {
  const directory = path.join(dataDir, 'keyed');
  const server = await start();
  try {
    const first = await ownRunnerKey(server.database, directory);
    expect(await ownRunnerKey(server.database, directory)).toEqual(first);
    expect(readFileSync(first.file, 'utf8').trim()).toBe(first.text);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    await server.database.query({ name: 'test_revoke_all', text: `UPDATE access_key SET revoked_at = now() WHERE role_cap = 'runner'` }, []);
    const second = await ownRunnerKey(server.database, directory);
    expect(second.text).not.toBe(first.text);
    expect(readFileSync(second.file, 'utf8').trim()).toBe(second.text);
  } finally {
    await server.close();
  }
});
