// One directory, one of our processes: who comes second is refused, whoever died is forgotten.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { readPidFile } from '../../src/server/postgres/pid-file.ts';
import { eventually, processesIn, query, spawnOwner, startOwner, temporaryDirectory } from './owner-child.ts';

const log = () => {};

test('a second process on one directory is refused with the directory, the holder and the way out, and the first goes on', async () => {
  const dataDir = temporaryDirectory();
  const first = await startOwner(dataDir);
  const second = await startOwner(dataDir);
  expect(second.code).toBe('DIRECTORY_IN_USE');
  for (const part of [dataDir, `process ${first.process.pid} `, 'DATA_DIR', 'DATABASE_URL']) expect(second.message).toContain(part);
  expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await first.kill();
});

test('a second start in one process is refused, also by another path to the directory', async () => {
  const dataDir = temporaryDirectory();
  const first = await startPostgres({ dataDir, log });
  await expect(startPostgres({ dataDir: path.join(dataDir, '..', path.basename(dataDir), '.'), log })).rejects.toMatchObject({ code: 'DIRECTORY_IN_USE' });
  await first.stop();
  const second = await startPostgres({ dataDir, log });
  await second.stop();
});

test('of eight processes that start at once on a new directory exactly one gets it', async () => {
  const dataDir = temporaryDirectory();
  const owners = await Promise.all(Array.from({ length: 8 }, () => startOwner(dataDir)));
  const refused = owners.filter((owner) => owner.code === 'DIRECTORY_IN_USE');
  const holder = owners.find((owner) => owner.code === undefined);
  expect(refused.length).toBe(7);
  expect(await query(holder!.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await holder!.kill();
});

test('a holder file that names a live process does not block a start when that process holds no lock', async () => {
  const dataDir = temporaryDirectory();
  const first = await startOwner(dataDir);
  await first.kill();
  // What a recycled pid looks like: the file of the dead holder now names somebody alive, here ourselves.
  const holder = JSON.parse(readFileSync(path.join(dataDir, 'holder.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(path.join(dataDir, 'holder.json'), JSON.stringify({ ...holder, pid: process.pid }));
  const second = await startPostgres({ dataDir, log });
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
});

test('a process that ends without stopping its server leaves neither server nor lock', async () => {
  const dataDir = temporaryDirectory();
  const child = spawnOwner(dataDir);
  await eventually('the server runs', () => processesIn(dataDir).some((one) => one.role === 'postmaster'));
  child.kill('SIGTERM');
  await eventually('the server is gone', () => processesIn(dataDir).length === 0);
  const next = await startPostgres({ dataDir, log });
  expect(next.adopted).toBe(false);
  await next.stop();
});

test('a PostgreSQL that somebody started by hand on the directory is left alone and named', async () => {
  const dataDir = temporaryDirectory();
  chmodSync(path.dirname(dataDir), 0o755);
  const first = await startPostgres({ dataDir, log });
  const binary = readFileSync(`/proc/${first.pid}/cmdline`, 'utf8').split('\0')[0]!;
  await first.stop();
  const cluster = path.join(dataDir, 'cluster');
  const { uid, gid } = statSync(cluster);
  const words = ['-D', cluster, '-p', String(first.port), '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'];
  const byHand = spawn(binary, words, { uid, gid, cwd: '/', stdio: 'ignore' });
  onTestFinished(() => void byHand.kill('SIGQUIT'));
  await eventually('the other server is ready', () => readPidFile(cluster)?.ready === true);
  await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining(`PID ${byHand.pid}`) });
  expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const ended = once(byHand, 'exit');
  byHand.kill('SIGINT');
  await ended;
  await (await startPostgres({ dataDir, log })).stop();
});
