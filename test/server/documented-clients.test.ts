// The example clients, as the documentation shows them: they follow a server through cut sockets and restarts without losing an event.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { readConfig } from '../../src/config.ts';
import { silentLog } from '../../src/server/process-log.ts';
import { callApi } from '../fault/api-client.ts';
import { FaultProxy } from '../fault/tool/fault-proxy.ts';
import { until } from '../fault/until.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { freshDatabase } from '../postgres/fresh-database.ts';

const CLIENTS = path.join(import.meta.dirname, '..', '..', 'examples', 'clients');
const DOCUMENT = path.join(import.meta.dirname, '..', '..', 'docs', 'events.md');
const CREATE = 'mutation ($name: String!) { createTask(input: { name: $name, spec: { command: { binary: "true" } } }) { task { name } userErrors { message } } }';
const BATCH = 40;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface Followed {
  readonly child: ChildProcess;
  readonly lines: string[];
}

/** A server that can be started again on its port and database, behind a gate that can be shut. */
interface World {
  readonly gate: FaultProxy;
  readonly placeFile: string;
  server: RunningServer;
  restart(): Promise<void>;
}

async function world(): Promise<World> {
  const fresh = await freshDatabase();
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-clients-'));
  const start = (port: number): Promise<RunningServer> =>
    startServer(readConfig({ PORT: String(port), DATABASE_URL: fresh.url, DATA_DIR: directory, SWITCHYARD_RUNNERS: '0' }), { log: silentLog() });
  const first = await start(0);
  const gate = await FaultProxy.open(first.url);
  const made: World = {
    gate,
    server: first,
    placeFile: path.join(directory, 'place.txt'),
    async restart() {
      const { port } = made.server;
      await made.server.close();
      made.server = await start(port);
    },
  };
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }), () => fresh.drop(), () => made.server.close(), () => gate[Symbol.asyncDispose]());
  return made;
}

function follow(program: string, args: readonly string[]): Followed {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  cleanups.push(() => child.kill('SIGKILL'));
  return { child, lines };
}

async function createTasks(server: RunningServer, from: number): Promise<void> {
  for (let i = from; i < from + BATCH; i++) await callApi(server.url, CREATE, { name: `task ${i}` });
}

function place(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not written yet: that is what is asked
  }
}

/** Cut sockets, a restart, and a kill -9 of the client itself: what it printed, in order. */
async function hardTimes(own: World, start: () => Followed): Promise<string[]> {
  const first = start();
  await until('the client has a place', () => place(own.placeFile) !== '', { withinMs: 20_000 });
  await createTasks(own.server, 0);
  await until('the first events have arrived', () => first.lines.length >= BATCH, { withinMs: 20_000 });
  own.gate.cut();
  await createTasks(own.server, BATCH);
  own.gate.heal();
  await createTasks(own.server, 2 * BATCH);
  await own.restart();
  await createTasks(own.server, 3 * BATCH);
  await until('all events have arrived', () => first.lines.length >= 4 * BATCH, { withinMs: 20_000 });
  const { eventCursor } = await callApi<{ eventCursor: string }>(own.server.url, '{ eventCursor }');
  await until('the last place is kept', () => place(own.placeFile) === eventCursor, { withinMs: 20_000 });
  first.child.kill('SIGKILL');
  await createTasks(own.server, 4 * BATCH);
  const second = start();
  await until('the restarted client has the rest', () => second.lines.length >= BATCH, { withinMs: 20_000 });
  return [...first.lines, ...second.lines];
}

const EXPECTED = 5 * BATCH;

describe('the clients of the documentation', () => {
  test('the one in TypeScript prints every event once and in order through cut sockets, a restart of the server and one of its own', async () => {
    const own = await world();
    const url = `ws://127.0.0.1:${own.gate.port}/graphql`;
    const lines = await hardTimes(own, () => follow(process.execPath, [path.join(CLIENTS, 'follow.ts'), url, own.placeFile]));
    const events = lines.map((line) => JSON.parse(line) as { kind: string; task: { name: string } });
    expect(events.map(({ kind, task }) => `${kind} ${task.name}`)).toEqual(Array.from({ length: EXPECTED }, (_, i) => `TASK_CREATED task ${i}`));
  }, 90_000);

  test('the one in Python prints every event once and in order through cut streams, a restart of the server and one of its own', async () => {
    const python = requireTool('python');
    const own = await world();
    const lines = await hardTimes(own, () => follow(python, [path.join(CLIENTS, 'follow.py'), `http://127.0.0.1:${own.gate.port}`, own.placeFile]));
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(new Set(kinds)).toEqual(new Set(['TASK_CREATED']));
    expect(new Set(lines).size).toBe(EXPECTED);
    expect(kinds.length).toBe(EXPECTED);
  }, 90_000);

  test('the one in Python comes back after the page of a proxy that has no server, and after a record that breaks off within a character', async () => {
    const python = requireTool('python');
    const answers = [
      (to: ServerResponse) => to.writeHead(502, { 'content-type': 'text/html' }).end('<html>bad gateway</html>'),
      (to: ServerResponse) => to.end(Buffer.from('id: one\nevent: event\ndata: {"name":"ä', 'utf8').subarray(0, -1)),
      (to: ServerResponse) => to.write('id: two\nevent: event\ndata: {"name":"ä"}\n\n'),
    ];
    const places: unknown[] = [];
    const http = createServer((from, to) => {
      places.push(from.headers['last-event-id']);
      to.useChunkedEncodingByDefault = false; // as a proxy of HTTP/1.0 passes it on
      answers[places.length - 1]?.(to);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => http.close(), () => http.closeAllConnections());
    const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-clients-'));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const { lines } = follow(python, [path.join(CLIENTS, 'follow.py'), `http://127.0.0.1:${(http.address() as AddressInfo).port}`, path.join(directory, 'place.txt')]);
    await until('the event has arrived', () => lines.length > 0, { withinMs: 20_000 });
    expect(lines).toEqual(['{"name":"ä"}']);
    expect(places).toEqual([undefined, undefined, undefined]);
    await until('its place is kept', () => place(path.join(directory, 'place.txt')) === 'two', { withinMs: 5_000 });
  }, 40_000);

  test.each(['follow.ts', 'follow.py'])('%s is shown in the documentation as it is, and is short', (name) => {
    const text = readFileSync(path.join(CLIENTS, name), 'utf8').trim();
    expect(readFileSync(DOCUMENT, 'utf8')).toContain(text);
    expect(text.split('\n').length).toBeLessThanOrEqual(45);
  });
});
