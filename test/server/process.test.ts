// The built program as a process: its signals, exit codes and command line.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { environmentForChildren } from '../../src/config.ts';
import { CLOSE_MS } from '../../src/server/http/front-door.ts';
import { ownCommand } from '../../src/server/program.ts';
import { readRunningFile } from '../../src/server/running-file.ts';
import { freshDatabase, type FreshDatabase } from '../postgres/fresh-database.ts';
import { send } from './own-server.ts';

let fresh: FreshDatabase;
let dataDir: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  fresh = await freshDatabase();
  dataDir = mkdtempSync(path.join(tmpdir(), 'switchyard-process-'));
});
afterEach(() => { for (const child of children) child.kill('SIGKILL'); });
afterAll(async () => {
  await fresh.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

function environment(settings: Record<string, string>): Record<string, string> {
  return { ...environmentForChildren(), PORT: '0', DATA_DIR: dataDir, DATABASE_URL: fresh.url, SWITCHYARD_RUNNERS: '0', ...settings };
}

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<number | string>;
  readonly output: () => string;
}

/** Starts `switchyard serve` and waits until it has said that it is up. */
async function serve(settings: Record<string, string> = {}): Promise<Served> {
  const [program = '', ...args] = ownCommand();
  const child = spawn(program, [...args, 'serve'], { env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const ended = new Promise<number | string>((resolve) => { child.on('exit', (code, signal) => { children.delete(child); resolve(code ?? signal ?? 'gone'); }); });
  await vi.waitFor(() => expect(output).toContain('is up.'), { timeout: 30_000, interval: 20 });
  return { child, url: readRunningFile(dataDir)!.url, ended, output: () => output };
}

/** Runs a command to its end. */
function run(args: readonly string[], settings: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const [program = '', ...own] = ownCommand();
  return new Promise((resolve) => {
    execFile(program, [...own, ...args], { env: environment(settings), timeout: 60_000 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err });
    });
  });
}

describe('switchyard serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and ends with 0', async (signal) => {
    const { child, url, ended, output } = await serve();
    expect((await send(`${url}/readyz`)).status).toBe(200);
    child.kill(signal);
    expect(await ended).toBe(0);
    expect(output()).toContain('the server has ended');
    expect(readRunningFile(dataDir)).toBeNull();
  });

  test('told twice it ends at once, whatever is still open', async () => {
    const { child, url, ended, output } = await serve();
    const unfinished = request(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '100' } });
    const cut = new Promise((resolve) => { unfinished.on('error', resolve); });
    unfinished.write('{');
    await vi.waitFor(async () => expect((await send(`${url}/readyz`)).status).toBe(200));
    child.kill('SIGTERM');
    await vi.waitFor(() => expect(output()).toContain('the server drains'), { timeout: 5_000, interval: 5 });
    const began = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(performance.now() - began).toBeLessThan(CLOSE_MS - 1_000);
    expect(output()).toContain('told twice');
    await cut;
  });

  test('told to end before it is up, it ends with 0 and leaves its directory usable', async () => {
    const directory = path.join(dataDir, 'early');
    const [program = '', ...args] = ownCommand();
    const child = spawn(program, [...args, 'serve'], { env: environment({ DATA_DIR: directory, DATABASE_URL: '' }), stdio: ['ignore', 'pipe', 'inherit'] });
    children.add(child);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    const ended = new Promise((resolve) => { child.on('exit', resolve); });
    await vi.waitFor(() => expect(output).toContain('created a PostgreSQL cluster'), { timeout: 20_000, interval: 1 });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const migrated = await run(['migrate'], { DATA_DIR: directory, DATABASE_URL: '' });
    expect({ code: migrated.code, out: migrated.out }).toEqual({ code: 0, out: expect.stringMatching(/migrated Migration|up to date/) as string });
  });

  test('shows its addresses and a first admin key once, and never the password of the database', async () => {
    const { child, ended, output } = await serve({ AUTH: 'keys' });
    const [, key = ''] = /admin key +(\S+)/.exec(output()) ?? [];
    const { url } = readRunningFile(dataDir)!;
    expect((await send(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect(output()).toContain(`${url}/graphql`);
    const { password } = new URL(fresh.url);
    expect(password.length).toBeGreaterThan(8);
    expect(output()).not.toContain(password);
    child.kill('SIGTERM');
    await ended;
  });

  test('brings its runner along, leaves it alive when it is killed, adopts it, and drains it with itself', async () => {
    const settings = { SWITCHYARD_RUNNERS: '1', PORT: String(await freePort()) };
    const first = await serve(settings);
    const pidOfRunner = (): number => Number(/\d+/.exec(readFileSync(path.join(dataDir, 'runners', '1.pid'), 'utf8'))?.[0]);
    await vi.waitFor(async () => expect((await send(`${first.url}/metrics`)).text).toMatch(/^dispatch_held_calls 2$/m), { timeout: 15_000, interval: 50 });
    const pid = pidOfRunner();
    first.child.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    expect(isAlive(pid)).toBe(true);
    const second = await serve(settings);
    expect(pidOfRunner()).toBe(pid);
    await vi.waitFor(async () => expect((await send(`${second.url}/metrics`)).text).toMatch(/^dispatch_held_calls 2$/m), { timeout: 15_000, interval: 50 });
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    // The adopted one is a child of init, which may take a moment to bury it.
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 2_000, interval: 20 });
  });

  test('ends with 1 and every reason when settings are wrong', async () => {
    const { code, err } = await run(['serve'], { PORT: 'x', AUTH: 'everybody' });
    expect(code).toBe(1);
    expect(err).toMatch(/2 settings are wrong:[^]*PORT=x[^]*AUTH=everybody/);
    expect(err).not.toContain('    at ');
  });
});

describe('the command line', () => {
  test('makes, lists and revokes keys beside a running server, which obeys within 5 s', async () => {
    const { child, url, ended } = await serve({ AUTH: 'keys' });
    const made = await run(['key', 'create', '--role', 'operator', '--label', 'from the shell']);
    expect(made.code).toBe(0);
    const key = made.out.trim();
    expect(key).toMatch(/^[A-Z0-9]{20}\.[\w-]{27}$/);
    const figures = async (): Promise<number> => (await send(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await figures()).toBe(200);
    const listed = await run(['key', 'list']);
    expect(listed.out).toMatch(/from the shell/);
    expect(listed.out).not.toContain(key.split('.')[1]);
    expect((await run(['key', 'revoke', key.split('.')[0]!])).code).toBe(0);
    await vi.waitFor(async () => expect(await figures()).toBe(401), { timeout: 5_500, interval: 100 });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test.each([
    [['dance'], 2, /there is no command "dance"/],
    [['key'], 2, /create, list or revoke/],
    [['key', 'create', '--role', 'viewer'], 2, /--role, and --label or --user/],
    [['key', 'create', '--role', 'king', '--label', 'x'], 1, /choose one of viewer/],
    [['key', 'revoke', 'NOBODY'], 1, /there is no access key "NOBODY"/],
    [['migrate', '--fast'], 2, /Unknown option '--fast'/],
    [['runner'], 2, /say which server/],
    [['runner', '--server', 'ftp://x'], 2, /no http or https address/],
    [['runner', '--server', 'http://127.0.0.1:1, ftp://x'], 2, /ftp:\/\/x is no http or https address/],
    [['runner', '--server', 'http://127.0.0.1:1', '--slots', '0', '--key', 'x'], 1, /SWITCHYARD_RUNNER_SLOTS=0/],
  ])('%j ends with %i and says what to do', async (args, code, message) => {
    const ran = await run(args);
    expect({ code: ran.code, err: ran.err }).toEqual({ code, err: expect.stringMatching(message) as string });
  });

  test('helps with every command', async () => {
    const general = await run(['--help']);
    expect(general.code).toBe(0);
    const names = [...general.out.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name!);
    expect(names).toEqual(expect.arrayContaining(['serve', 'runner', 'migrate', 'key', 'demo', 'doctor', 'schema', 'states']));
    for (const { code, out } of await Promise.all(names.map((name) => run([name, '--help'])))) expect({ code, usage: out.startsWith('Usage: switchyard ') }).toEqual({ code: 0, usage: true });
  });

  test('the doctor finds this machine fit, and says what is wrong where something is', async () => {
    const well = await run(['doctor']);
    expect(well.out.trim().split('\n').map((line) => line.slice(0, 3))).toEqual(Array.from({ length: 6 }, () => 'ok '));
    expect(well.code).toBe(0);
    const ill = await run(['doctor'], { PATH: '/nonexistent', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(ill.out).toMatch(/^NO {2}git +git cannot be run/m);
    expect(ill.out).toMatch(/^NO {2}database +the database cannot be used/m);
    expect(ill.code).toBe(1);
  });
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  const port = await new Promise<number>((resolve) => { server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)); });
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: nobody has that number.
    return false;
  }
}
