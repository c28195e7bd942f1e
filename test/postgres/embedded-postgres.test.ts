// One server, started and stopped in good order: what it lets in, what it keeps, what it says when it cannot start.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { processesIn, query, temporaryDirectory } from './owner-child.ts';

const log = () => {};

test('the server listens on 127.0.0.1 and on a socket in its own folder alone, asks for a password and keeps fsync on', async () => {
  const dataDir = temporaryDirectory();
  const server = await startPostgres({ dataDir, log, maxConnections: 17, settings: { work_mem: '8MB', listen_addresses: '*', unix_socket_directories: '/tmp', fsync: 'off' } });
  expect(new URL(server.url).host).toBe(`127.0.0.1:${server.port}`);
  expect(listeningAddresses(server.pid, server.port)).toEqual(['0100007F']);
  const [row] = await query(
    server.url,
    `SELECT current_setting('unix_socket_directories') sockets, current_setting('fsync') fsync, current_setting('full_page_writes') pages,
       current_setting('synchronous_commit') sync, current_setting('max_connections') connections, current_setting('work_mem') work_mem,
       left(rolpassword, 13) scheme, lower('É') folded FROM pg_authid WHERE rolname = 'postgres'`,
  );
  expect(row).toEqual({ sockets: `"${path.join(dataDir, 'socket')}"`, fsync: 'on', pages: 'on', sync: 'on', connections: '17', work_mem: '8MB', scheme: 'SCRAM-SHA-256', folded: 'é' });
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  await server.stop();
});

test('the directory and its password are readable by their owner alone', async () => {
  const dataDir = temporaryDirectory();
  const server = await startPostgres({ dataDir, log });
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dataDir, 'cluster')).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(dataDir, 'password')).mode & 0o777).toBe(0o600);
  expect(new URL(server.url).password).toBe(readFileSync(path.join(dataDir, 'password'), 'utf8'));
  expect(readdirSync(dataDir).filter((name) => name.startsWith('cluster.init-'))).toEqual([]);
  await server.stop();
});

test('stop leaves no process, frees the directory and can be called twice; the next start has the rows, the port and the password', async () => {
  const dataDir = temporaryDirectory();
  const first = await startPostgres({ dataDir, log });
  const exits: unknown[] = [];
  first.onExit((info) => exits.push(info));
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await Promise.all([first.stop(), first.stop('immediate')]);
  expect(processesIn(dataDir)).toEqual([]);
  expect(exits).toEqual([]);
  const second = await startPostgres({ dataDir, log });
  expect(second.url).toBe(first.url);
  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop('immediate');
  expect(processesIn(dataDir)).toEqual([]);
});

test('when the remembered port is taken the server starts on another one', async () => {
  const dataDir = temporaryDirectory();
  const first = await startPostgres({ dataDir, log });
  await first.stop();
  const squatter = createServer().listen(first.port, '127.0.0.1');
  onTestFinished(() => void squatter.close());
  const second = await startPostgres({ dataDir, log });
  expect(second.port).not.toBe(first.port);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
  expect(readFileSync(path.join(dataDir, 'port'), 'utf8').trim()).toBe(String(second.port));
});

test('a start that fails carries the last lines of the server log and leaves the directory free', async () => {
  const dataDir = temporaryDirectory();
  const broken = startPostgres({ dataDir, log, settings: { shared_buffers: 'plenty' } });
  await expect(broken).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('invalid value for parameter "shared_buffers": "plenty"') });
  expect(processesIn(dataDir)).toEqual([]);
  const mended = await startPostgres({ dataDir, log });
  await mended.stop();
});

test('the death of an unsupervised server is told once and its directory can be used again after stop', async () => {
  const dataDir = temporaryDirectory();
  const server = await startPostgres({ dataDir, log });
  const exit = new Promise((resolve) => server.onExit(resolve));
  process.kill(server.pid, 'SIGKILL');
  expect(await exit).toEqual({ code: null, signal: 'SIGKILL' });
  await server.stop();
  const again = await startPostgres({ dataDir, log });
  await again.stop();
});

test('the environment of the caller does not reach the server', async () => {
  const dataDir = temporaryDirectory();
  vi.stubEnv('PGDATA', '/nowhere');
  vi.stubEnv('SECRET_OF_CALLER', 'x');
  const server = await startPostgres({ dataDir, log });
  vi.unstubAllEnvs();
  const names = readFileSync(`/proc/${server.pid}/environ`, 'utf8').split('\0').map((pair) => pair.split('=')[0]);
  expect(names).toContain('LC_ALL');
  expect(names).not.toContain('PGDATA');
  expect(names).not.toContain('SECRET_OF_CALLER');
  await server.stop();
});

// Hexadecimal local addresses of listening sockets on the port, IPv4 and IPv6, as the server's network namespace has them.
function listeningAddresses(pid: number, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && fields[1]?.endsWith(`:${hex}`))
      .map((fields) => fields[1]!.split(':')[0]!),
  );
}
