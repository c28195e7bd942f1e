// What happens to the server when our own process dies without a word.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { eventually, type Owner, processesIn, query, spawnOwner, startOwner, temporaryDirectory } from './owner-child.ts';

test('every committed row survives five rounds of kill -9 of the owner, under one URL', async () => {
  const dataDir = temporaryDirectory();
  let owner = await startOwner(dataDir);
  const { url } = owner;
  await query(url, 'CREATE TABLE kept (id int PRIMARY KEY)');
  for (let round = 1; round <= 5; round++) {
    const committed = await insertUntilKilled(owner);
    owner = await startOwner(dataDir);
    expect(owner.url).toBe(url);
    const rows = await query(url, 'SELECT id FROM kept');
    const present = new Set(rows.map((row) => row['id']));
    expect(committed.filter((id) => !present.has(id))).toEqual([]);
    expect(committed.length).toBeGreaterThan(0);
  }
  await owner.kill();
});

test('the server ends by itself when its owner is killed, also with a transaction open, and no next start is needed', async () => {
  const dataDir = temporaryDirectory();
  const owner = await startOwner(dataDir);
  const held = query(owner.url, 'SELECT pg_sleep(600)').catch((error: Error) => error.message);
  await eventually('the sleeper runs', async () => (await query(owner.url, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).length === 1);
  await owner.kill();
  await eventually('the server is gone', () => processesIn(dataDir).length === 0);
  expect(await held).toMatch(/terminating connection|Connection terminated/);
  await eventually('the watchdog is gone', () => watchdogsOf(dataDir).length === 0);
});

test('an orphan whose watchdog was killed too is stopped by the next start, and the new server is guarded again', async () => {
  const dataDir = temporaryDirectory();
  const first = await startOwner(dataDir);
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS id');
  for (const pid of watchdogsOf(dataDir)) process.kill(pid, 'SIGKILL');
  await first.kill();
  expect(processesIn(dataDir).map((one) => one.pid)).toContain(first.pid);
  const second = await startOwner(dataDir);
  expect(second.adopted).toBe(true);
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
  await second.kill();
  await eventually('the second server is gone', () => processesIn(dataDir).length === 0);
});

test('the watchdog outlives a TERM or INT sent to it and still does its work; without it a server can be stopped as usual', async () => {
  const dataDir = temporaryDirectory();
  const owner = await startOwner(dataDir);
  for (const pid of watchdogsOf(dataDir)) for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.kill(pid, signal);
  await owner.kill();
  await eventually('the server is gone', () => processesIn(dataDir).length === 0);
  const server = await startPostgres({ dataDir, log: () => {} });
  await eventually('only the new watchdog is left', () => watchdogsOf(dataDir).length === 1);
  for (const pid of watchdogsOf(dataDir)) process.kill(pid, 'SIGKILL');
  await eventually('the watchdog is gone', () => watchdogsOf(dataDir).length === 0);
  await server.stop();
  expect(processesIn(dataDir)).toEqual([]);
});

test('a kill -9 in the middle of initdb leaves nothing that breaks the next start', async () => {
  const dataDir = temporaryDirectory();
  const killed = spawnOwner(dataDir);
  await eventually('initdb has begun', () => unfinishedIn(dataDir).some((name) => readdirSync(`${dataDir}/${name}`).length > 3));
  killed.kill('SIGKILL');
  const next = await startOwner(dataDir);
  expect(next.message).toBeUndefined();
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(unfinishedIn(dataDir)).toEqual([]);
  await next.kill();
});

// Inserts rows one by one and kills the owner among them; answers the ids whose commit was confirmed.
async function insertUntilKilled(owner: Owner): Promise<number[]> {
  const [row] = await query(owner.url, 'SELECT coalesce(max(id), 0)::int AS last FROM kept');
  const committed: number[] = [];
  let killed: Promise<void> | undefined;
  try {
    for (let id = Number(row!['last']) + 1; ; id++) {
      await query(owner.url, 'INSERT INTO kept VALUES ($1)', [id]);
      committed.push(id);
      if (committed.length === 10) killed = owner.kill();
    }
  } catch (error) {
    if (!killed) throw error;
  }
  await killed;
  return committed;
}

function unfinishedIn(dataDir: string): string[] {
  try {
    return readdirSync(dataDir).filter((name) => name.startsWith('cluster.init-'));
  } catch {
    return []; // the directory is not there yet
  }
}

// The watchdogs of a directory: shells whose arguments name its cluster.
function watchdogsOf(dataDir: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[0] === '/bin/sh' && words.includes(`${dataDir}/cluster`);
    } catch {
      return false; // ended since the listing
    }
  });
}
