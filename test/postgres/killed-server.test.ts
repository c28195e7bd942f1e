// What happens when PostgreSQL itself dies while we live.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { restartDelay, RESTART_DELAY_MAX_MS, type SupervisedPostgres, supervisePostgres } from '../../src/server/postgres/postgres-supervisor.ts';
import { DEADLINE_MS, eventually, processesIn, query, temporaryDirectory } from './owner-child.ts';

const log = () => {};
const COULD_NOT_START = 'PostgreSQL could not be started again, trying once more';

async function supervised(dataDir: string): Promise<SupervisedPostgres> {
  const server = await supervisePostgres({ dataDir, log });
  onTestFinished(() => server.stop('immediate'));
  return server;
}

async function isUp(url: string): Promise<boolean> {
  return await query(url, 'SELECT 1').then(() => true, () => false);
}

// Takes the port as soon as the last process of the killed server has let go of it, some ms before a new one can bind.
async function squat(port: number): Promise<Server> {
  for (const end = performance.now() + DEADLINE_MS; performance.now() < end; ) {
    const squatter = createServer();
    const taken = once(squatter.listen(port, '127.0.0.1'), 'listening').then(() => true, () => false);
    if (await taken) return squatter;
  }
  throw new Error(`port ${port} was never free`);
}

test('a killed server is back under the same URL with its committed rows, and a pool reconnects by itself', async () => {
  const server = await supervised(temporaryDirectory());
  const pool = new pg.Pool({ connectionString: server.url });
  pool.on('error', () => {}); // idle connections die with the server
  onTestFinished(() => pool.end());
  const exits: unknown[] = [];
  server.onExit((info) => exits.push(info));
  await pool.query('CREATE TABLE kept (id int)');
  for (let round = 1; round <= 3; round++) {
    await pool.query('INSERT INTO kept VALUES ($1)', [round]);
    process.kill(server.pid, 'SIGKILL');
    await eventually('the server is back', () => server.restarts === round);
    await eventually('the pool works', () => pool.query('SELECT 1').then(() => true, () => false));
    expect((await pool.query('SELECT count(*)::int AS n FROM kept')).rows).toEqual([{ n: round }]);
  }
  expect(exits).toEqual(Array.from({ length: 3 }, () => ({ code: null, signal: 'SIGKILL' })));
});

test('a backend that goes on computing after its server was killed does not block the restart', async () => {
  const dataDir = temporaryDirectory();
  const server = await supervised(dataDir);
  // Counting never waits, so this backend does not notice the death of its server by itself.
  const busy = query(server.url, 'SELECT count(*) FROM generate_series(1, 100000000000) AS n').catch((error: Error) => error);
  await eventually('the backend computes', async () => {
    return (await query(server.url, "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM generate%' AND state = 'active'")).length === 1;
  });
  const before = processesIn(dataDir).map((one) => one.pid);
  process.kill(server.pid, 'SIGKILL');
  await eventually('the server is back', () => server.restarts === 1);
  expect(await isUp(server.url)).toBe(true);
  expect(await busy).toBeInstanceOf(Error);
  const now = processesIn(dataDir).map((one) => one.pid);
  expect(now.filter((pid) => before.includes(pid))).toEqual([]);
});

test('restart keeps the URL and the rows in both modes, and each new server is supervised', async () => {
  const server = await supervised(temporaryDirectory());
  const { url } = server;
  await query(url, 'CREATE TABLE kept AS SELECT 1 AS id');
  for (const mode of ['fast', 'immediate'] as const) {
    const before = server.pid;
    await server.restart({ mode });
    expect(server.pid).not.toBe(before);
    expect(await query(url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  }
  process.kill(server.pid, 'SIGKILL');
  await eventually('the server is back', () => server.restarts === 3);
  expect(server.url).toBe(url);
  expect(await isUp(url)).toBe(true);
});

test('stop in the middle of a restart leaves nothing running and frees the directory', async () => {
  const dataDir = temporaryDirectory();
  const server = await supervisePostgres({ dataDir, log });
  process.kill(server.pid, 'SIGKILL');
  await new Promise((resolve) => server.onExit(resolve));
  await server.stop();
  expect(processesIn(dataDir)).toEqual([]);
  await expect(server.restart()).rejects.toThrow('was stopped');
  const next = await startPostgres({ dataDir, log });
  await next.stop();
});

test('a port that somebody else holds for a while is waited for, and stop does not wait with it', async () => {
  const told: string[] = [];
  const server = await supervisePostgres({ dataDir: temporaryDirectory(), log: (message) => told.push(message) });
  for (const round of [1, 2]) {
    if (round === 2) expect(await isUp(server.url)).toBe(true);
    process.kill(server.pid, 'SIGKILL');
    const squatter = await squat(server.port);
    await eventually('a start failed', () => told.includes(COULD_NOT_START));
    if (round === 2) await server.stop();
    squatter.close();
    if (round === 1) await eventually('the server is back', () => server.restarts === 1);
    told.length = 0;
  }
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
});

test('a pid file that names a process of another kind does not block the next start', async () => {
  const dataDir = temporaryDirectory();
  const first = await startPostgres({ dataDir, log });
  const owner = readFileSync(`/proc/${first.pid}/status`, 'utf8');
  const [uid, gid] = ['Uid', 'Gid'].map((key) => Number(new RegExp(`${key}:\\t(\\d+)`).exec(owner)![1]));
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  // The pid of a live process of the server's own user, as a container hands it out again after a hard restart.
  const stranger = spawn('sleep', ['600'], { uid: uid!, gid: gid!, stdio: 'ignore' });
  await once(stranger, 'spawn');
  onTestFinished(() => void stranger.kill());
  const file = `${dataDir}/cluster/postmaster.pid`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(stranger.pid)));
  const second = await startPostgres({ dataDir, log });
  expect(await isUp(second.url)).toBe(true);
  await second.stop();
});

test('the wait between two tries doubles up to its bound', () => {
  expect([0, 1, 2, 3].map(restartDelay)).toEqual([0, 100, 200, 400]);
  expect(restartDelay(50)).toBe(RESTART_DELAY_MAX_MS);
});
