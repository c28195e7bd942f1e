// Which directories are taken for a database, and what is refused with nothing changed.
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { processesIn, temporaryDirectory } from './owner-child.ts';

const log = () => {};

test('a directory with foreign files is refused and keeps its mode, its owner and its files', async () => {
  const dataDir = temporaryDirectory();
  mkdirSync(dataDir, { mode: 0o755 });
  writeFileSync(path.join(dataDir, 'thesis.tex'), 'x');
  const before = statSync(dataDir);
  await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE', message: expect.stringContaining('DATA_DIR') });
  const { mode, uid } = statSync(dataDir);
  expect({ mode, uid }).toEqual({ mode: before.mode, uid: before.uid });
  expect(readdirSync(dataDir)).toEqual(['thesis.tex']);
});

test('a cluster of another major version is refused, named, and not touched', async () => {
  const dataDir = temporaryDirectory();
  await (await startPostgres({ dataDir, log })).stop();
  writeFileSync(path.join(dataDir, 'cluster', 'PG_VERSION'), '15\n');
  const refusal = startPostgres({ dataDir, log });
  await expect(refusal).rejects.toMatchObject({ code: 'VERSION_MISMATCH', message: expect.stringMatching(/PostgreSQL 15 .*PostgreSQL 18.*DATABASE_URL/) });
  expect(processesIn(dataDir)).toEqual([]);
  writeFileSync(path.join(dataDir, 'cluster', 'PG_VERSION'), '18\n');
  await (await startPostgres({ dataDir, log })).stop();
});

test('a cluster folder that holds files but no cluster is refused; an empty one is used', async () => {
  const dataDir = temporaryDirectory();
  await (await startPostgres({ dataDir, log })).stop();
  const cluster = path.join(dataDir, 'cluster');
  rmSync(cluster, { recursive: true });
  mkdirSync(cluster);
  writeFileSync(path.join(cluster, 'note'), 'x');
  await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE', message: expect.stringContaining('no PG_VERSION') });
  rmSync(path.join(cluster, 'note'));
  await (await startPostgres({ dataDir, log })).stop();
});

test('a lost password file is named in the error', async () => {
  const dataDir = temporaryDirectory();
  await (await startPostgres({ dataDir, log })).stop();
  rmSync(path.join(dataDir, 'password'));
  await expect(startPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'DIRECTORY_UNUSABLE', message: expect.stringContaining(path.join(dataDir, 'password')) });
});

test('what a broken initdb left behind is removed and does not count as a cluster', async () => {
  const dataDir = temporaryDirectory();
  mkdirSync(path.join(dataDir, 'cluster.init-dead', 'base'), { recursive: true });
  writeFileSync(path.join(dataDir, 'cluster.init-dead', 'PG_VERSION'), '18\n');
  writeFileSync(path.join(dataDir, 'lock'), '');
  writeFileSync(path.join(dataDir, 'password'), 'of the broken one');
  await (await startPostgres({ dataDir, log })).stop();
  expect(readdirSync(dataDir)).not.toContain('cluster.init-dead');
});
