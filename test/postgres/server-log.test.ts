// The server's log file, its bound, and the parts of a start that need no server.
import { closeSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { choosePort, parsePort, PORT_RANGE, portIsFree } from '../../src/server/postgres/loopback-port.ts';
import { clusterProcesses, commandLinesFromProc, commandLinesFromPs } from '../../src/server/postgres/process-table.ts';
import { boundServerLog, openServerLog, SERVER_LOG_TAIL_LINES, serverLogTail } from '../../src/server/postgres/server-log.ts';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { processesIn, query, temporaryDirectory } from './owner-child.ts';

function logFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, 'server.log');
}

test('a log over its bound keeps its newest part beside it and goes on in the same file', async () => {
  const file = logFile();
  const fd = openServerLog(file);
  for (let n = 0; n < 500; n++) writeSync(fd, `line ${n}\n`);
  await boundServerLog(file, 1000);
  writeSync(fd, 'after\n');
  closeSync(fd);
  expect(readFileSync(file, 'utf8')).toBe('after\n');
  expect(statSync(`${file}.1`).size).toBe(1000);
  expect(readFileSync(`${file}.1`, 'utf8')).toMatch(/line 499\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a log within its bound is left alone', async () => {
  const file = logFile();
  const fd = openServerLog(file);
  writeSync(fd, 'short\n');
  closeSync(fd);
  await boundServerLog(file, 1000);
  expect(readFileSync(file, 'utf8')).toBe('short\n');
  expect(statSync(`${file}.1`, { throwIfNoEntry: false })).toBeUndefined();
});

test('the tail holds only the last lines, and none from before this start', () => {
  const file = logFile();
  const fd = openServerLog(file);
  writeSync(fd, 'old\n');
  const since = statSync(file).size;
  for (let n = 0; n < 100; n++) writeSync(fd, `new ${n}\n`);
  closeSync(fd);
  const lines = serverLogTail(file, since).split('\n');
  expect(lines.length).toBe(SERVER_LOG_TAIL_LINES);
  expect(lines.at(-1)).toBe('new 99');
  expect(serverLogTail(file, statSync(file).size - 7)).toBe('new 99');
});

test('what the server logs is found in the log file of its directory', async () => {
  const dataDir = temporaryDirectory();
  const server = await startPostgres({ dataDir, log: () => {} });
  await query(server.url, "DO $$ BEGIN RAISE WARNING 'told by a test'; END $$");
  await server.stop();
  expect(readFileSync(path.join(dataDir, 'server.log'), 'utf8')).toContain('WARNING:  told by a test');
});

test('a remembered port is kept while free; otherwise the choice is a free port below the ones lent to clients', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  onTestFinished(() => void squatter.close());
  const taken = (squatter.address() as AddressInfo).port;
  expect(await portIsFree(taken)).toBe(false);
  const chosen = await choosePort(taken);
  expect(chosen).toBeGreaterThanOrEqual(PORT_RANGE.from);
  expect(chosen).toBeLessThan(PORT_RANGE.below);
  expect(await choosePort(chosen)).toBe(chosen);
});

test('a port file with anything but a port in it counts as none', () => {
  expect([null, '', 'x', '0', '65536', '-1', '1.5'].map(parsePort)).toEqual(Array(7).fill(null));
  expect(parsePort('5432\n')).toBe(5432);
});

test('both ways to read the process table find the same processes of a cluster', async () => {
  const dataDir = temporaryDirectory();
  const server = await startPostgres({ dataDir, log: () => {} });
  const [row] = await query(server.url, "SELECT current_setting('cluster_name') AS name");
  const name = String(row!['name']);
  const both = [commandLinesFromProc(), commandLinesFromPs()].map((table) => clusterProcesses(name, table).filter((one) => one.role === 'postmaster'));
  expect(both).toEqual(Array.from({ length: 2 }, () => [{ pid: server.pid, role: 'postmaster' }]));
  for (const table of [commandLinesFromProc(), commandLinesFromPs()]) expect(clusterProcesses(name, table).length).toBeGreaterThan(3);
  expect(processesIn(dataDir).length).toBeGreaterThan(3);
  await server.stop();
});
