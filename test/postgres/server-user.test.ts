// The unix user the server runs as: never root, and able to work where root's data lies.
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { eventually, NOBODY, processesIn, query, startOwner, temporaryDirectory } from './owner-child.ts';

const log = () => {};
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped, needs root: the tests that start servers as several users');

function uidOf(pid: number): number {
  return Number(/^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

describe.runIf(isRoot)('started by root', () => {
  test('the server runs as an unprivileged user that owns the directory', async () => {
    const dataDir = temporaryDirectory();
    chmodSync(path.dirname(dataDir), 0o755);
    const server = await startPostgres({ dataDir, log });
    expect(uidOf(server.pid)).toBeGreaterThan(0);
    expect(statSync(path.join(dataDir, 'cluster')).uid).toBe(uidOf(server.pid));
    expect(effectiveCapabilities(server.pid)).toBe(0n);
    await server.stop();
  });

  test('in a folder closed to that user it gets the one capability that passes folders, and is guarded all the same', async () => {
    const dataDir = path.join(temporaryDirectory(), 'private', 'db');
    mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o700 });
    const owner = await startOwner(dataDir);
    expect(owner.message).toBeUndefined();
    expect(uidOf(owner.pid)).toBeGreaterThan(0);
    expect(effectiveCapabilities(owner.pid)).toBe(CAP_DAC_OVERRIDE);
    await query(owner.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    await owner.kill();
    await eventually('the server is gone', () => processesIn(dataDir).length === 0);
    const again = await startPostgres({ dataDir, log });
    expect(await query(again.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    await again.stop();
  });

  test('a cluster made by an ordinary user keeps its owner', async () => {
    const dataDir = temporaryDirectory(NOBODY);
    const first = await startOwner(dataDir, NOBODY);
    expect(first.message).toBeUndefined();
    await first.kill();
    const second = await startPostgres({ dataDir, log });
    expect(uidOf(second.pid)).toBe(NOBODY.uid);
    await second.stop();
    const third = await startOwner(dataDir, NOBODY);
    expect(third.message).toBeUndefined();
    await third.kill();
  });
});

describe.runIf(isRoot)('started by an ordinary user', () => {
  test('the server runs as that user, survives kill -9 of its owner and keeps its rows', async () => {
    const dataDir = temporaryDirectory(NOBODY);
    const first = await startOwner(dataDir, { ...NOBODY, verb: 'supervise' });
    expect(first.message).toBeUndefined();
    expect(uidOf(first.pid)).toBe(NOBODY.uid);
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    await first.kill();
    const second = await startOwner(dataDir, { ...NOBODY, verb: 'supervise' });
    expect(second.url).toBe(first.url);
    process.kill(second.pid, 'SIGKILL');
    await eventually('the server is back', () => query(second.url, 'SELECT id FROM kept').then((rows) => rows.length === 1, () => false));
    await second.kill();
    await eventually('the server is gone', () => processesIn(dataDir).length === 0);
  });

  test('a directory it cannot write, or a cluster of another user, is refused with the way out', async () => {
    const parent = temporaryDirectory();
    mkdirSync(parent, { mode: 0o755 });
    chmodSync(path.dirname(parent), 0o755);
    const closed = await startOwner(path.join(parent, 'db'), NOBODY);
    expect(closed).toMatchObject({ code: 'DIRECTORY_UNUSABLE', message: expect.stringContaining('DATA_DIR') });
    expect(existsSync(path.join(parent, 'db'))).toBe(false);

    const foreign = temporaryDirectory();
    chmodSync(path.dirname(foreign), 0o755);
    await (await startPostgres({ dataDir: foreign, log })).stop();
    chownSync(foreign, NOBODY.uid, NOBODY.gid);
    const refused = await startOwner(foreign, NOBODY);
    expect(refused).toMatchObject({ code: 'DIRECTORY_UNUSABLE' });
    expect(refused.message).toMatch(/chown|DATA_DIR/);
  });
});

/** Bit of CAP_DAC_OVERRIDE. */
const CAP_DAC_OVERRIDE = 2n;

function effectiveCapabilities(pid: number): bigint {
  return BigInt(`0x${/^CapEff:\t([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]}`);
}
