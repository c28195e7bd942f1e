// The way of the server's own processes to the embedded PostgreSQL: a Unix socket where there can be one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DedicatedConnection } from '../../src/events/wire/dedicated-connection.ts';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { supervisePostgres } from '../../src/server/postgres/postgres-supervisor.ts';
import { SOCKET_PATH_BYTES, socketUrl } from '../../src/server/postgres/socket-directory.ts';
import { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eventually, processesIn, query, startOwner, temporaryDirectory } from './owner-child.ts';

const log = () => {};
const VIA = 'SELECT inet_server_addr() IS NULL AS socket, inet_server_port() AS port';
const BY_SOCKET = [{ socket: true, port: null }];

test('the socket lies in a folder that its user alone can enter, wants the password as TCP does, and goes with the server', async () => {
  const dataDir = temporaryDirectory();
  const server = await startPostgres({ dataDir, log });
  const folder = path.join(dataDir, 'socket');
  expect(await query(server.localUrl, VIA)).toEqual(BY_SOCKET);
  expect(await query(server.url, VIA)).toEqual([{ socket: false, port: server.port }]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(folder).uid).toBe(statSync(path.join(dataDir, 'cluster')).uid);
  expect(statSync(path.join(folder, `.s.PGSQL.${server.port}`)).mode & 0o777).toBe(0o700);
  await expect(query(Object.assign(new URL(server.localUrl), { password: 'guess' }).href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  expect(await query(server.url, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")).toEqual([{ auth_method: 'scram-sha-256' }]);
  await server.stop();
  expect(existsSync(folder)).toBe(false);
});

test('whatever the path of the directory contains, migrations, pool, cancellations and connections of the event room go by the socket', async () => {
  const dataDir = path.join(temporaryDirectory(), `a, "b" %2F ü`);
  mkdirSync(path.dirname(dataDir), { recursive: true });
  const server = await startPostgres({ dataDir, log });
  onTestFinished(() => server.stop('immediate'));
  await query(server.localUrl, 'CREATE DATABASE other');
  const url = Object.assign(new URL(server.localUrl), { pathname: '/other' }).href;
  expect((await migrate(url, { log })).length).toBeGreaterThan(0);
  const database = await Database.open({ url, poolSize: 2, transactionTimeout: 60_000 });
  onTestFinished(() => database.close());
  expect(await database.query({ name: 'via', text: VIA }, [])).toEqual(BY_SOCKET);
  expect(await database.transaction((tx) => tx.query({ name: 'where', text: 'SELECT current_database()::text AS name' }, []))).toEqual([{ name: 'other' }]);
  const gone = new AbortController();
  const asleep = database.cancelledBy(gone.signal).query({ name: 'asleep', text: 'SELECT pg_sleep(600)' }, []).catch((error: unknown) => error);
  const sleepers = () => query(url, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  await eventually('the statement runs', async () => (await sleepers()).length === 1);
  gone.abort(new Error('nobody waits'));
  expect(await asleep).toMatchObject({ message: 'nobody waits' });
  await eventually('PostgreSQL has given it up', async () => (await sleepers()).length === 0);
  const wire = new DedicatedConnection({ url, purpose: 'test', log: { warn() {} } as never });
  onTestFinished(() => wire.close());
  await wire.tried;
  expect((await wire.client!.query(VIA)).rows).toEqual(BY_SOCKET);
});

test('where the path is too long for a socket the server starts without one, says why, and one URL serves all', async () => {
  const parent = temporaryDirectory();
  const dataDir = path.join(parent, 'x'.repeat(SOCKET_PATH_BYTES - parent.length - '/socket/.s.PGSQL.65535'.length));
  const told: { message: string; fields: Record<string, unknown> | undefined }[] = [];
  const server = await startPostgres({ dataDir, log: (message, fields) => void told.push({ message, fields }) });
  expect(server.localUrl).toBe(server.url);
  expect(await query(server.localUrl, VIA)).toEqual([{ socket: false, port: server.port }]);
  expect(told.find(({ message }) => message.includes('no Unix socket'))?.fields).toMatchObject({ why: `its path would have ${SOCKET_PATH_BYTES + 1} bytes and the system takes ${SOCKET_PATH_BYTES}` });
  await server.stop();
  // One byte less is the longest that goes.
  const longest = await startPostgres({ dataDir: dataDir.slice(0, -1), log });
  expect(await query(longest.localUrl, VIA)).toEqual(BY_SOCKET);
  await longest.stop();
});

test('a killed server is back under the same socket', async () => {
  const server = await supervisePostgres({ dataDir: temporaryDirectory(), log });
  onTestFinished(() => server.stop('immediate'));
  const { localUrl } = server;
  process.kill(server.pid, 'SIGKILL');
  await eventually('the server is back', () => server.restarts === 1);
  expect(server.localUrl).toBe(localUrl);
  expect(await query(localUrl, VIA)).toEqual(BY_SOCKET);
});

test('what a killed server leaves at its socket does not keep the next one from starting, also when its pid is a stranger’s by now', async () => {
  const dataDir = temporaryDirectory();
  const owner = await startOwner(dataDir);
  const status = readFileSync(`/proc/${owner.pid}/status`, 'utf8');
  const [uid, gid] = ['Uid', 'Gid'].map((key) => Number(new RegExp(`${key}:\\t(\\d+)`).exec(status)![1]));
  process.kill(owner.pid, 'SIGKILL');
  await owner.kill();
  await eventually('nothing runs', () => processesIn(dataDir).length === 0);
  const stranger = spawn('sleep', ['600'], { uid: uid!, gid: gid!, stdio: 'ignore' });
  await once(stranger, 'spawn');
  onTestFinished(() => void stranger.kill());
  const lock = path.join(dataDir, 'socket', `.s.PGSQL.${owner.port}.lock`);
  writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, String(stranger.pid)));
  const next = await startPostgres({ dataDir, log });
  expect(next.localUrl).toBe(socketUrl(owner.url, path.join(dataDir, 'socket')));
  expect(await query(next.localUrl, VIA)).toEqual(BY_SOCKET);
  expect(readdirSync(path.join(dataDir, 'socket')).sort()).toEqual([`.s.PGSQL.${next.port}`, `.s.PGSQL.${next.port}.lock`]);
  await next.stop();
});
