// The runner beside a server: kept alive, adopted, replaced, ended.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startOf } from '../../src/runner/process/process-scan.ts';
import { superviseRunner, type SuperviseOptions } from '../../src/runner/supervise.ts';
import { logInto } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

// Stands for the runner: ends politely on SIGTERM, unless told to be deaf.
const POLITE = 'process.on("SIGTERM", () => { console.log("drained"); process.exit(0); }); console.log("up", process.env.GREETING); setInterval(() => {}, 1000);';
const DEAF = 'process.on("SIGTERM", () => console.log("deaf")); console.log("up"); setInterval(() => {}, 1000);';

interface Place extends AsyncDisposable {
  readonly options: SuperviseOptions;
  readonly logged: string[];
  readonly log: () => string;
}

function place(change: Partial<SuperviseOptions> = {}): Place {
  const dir = mkdtempSync(path.join(tmpdir(), 'switchyard-supervise-'));
  const logged: string[] = [];
  const options: SuperviseOptions = {
    command: [process.execPath, '-e', POLITE],
    env: { GREETING: 'hello' },
    identity: ['http://127.0.0.1:1', 'key-of-the-runner'],
    pidFile: path.join(dir, 'runner.pid'),
    logFile: path.join(dir, 'runner.log'),
    stopSeconds: 5,
    log: logInto(logged),
    ...change,
  };
  const log = (): string => (existsSync(options.logFile) ? readFileSync(options.logFile, 'utf8') : '');
  const clear = async (): Promise<void> => rmSync(dir, { recursive: true, force: true });
  return { options, logged, log, [Symbol.asyncDispose]: clear };
}

test('a runner is started with its environment and log, and stop lets it end by itself', async () => {
  await using p = place();
  const runner = await superviseRunner(p.options);
  await waitUntil('the start', () => p.log().includes('up hello'));
  const pid = runner.pid!;
  await runner.stop();
  expect(startOf(pid)).toBeNull();
  expect(p.log()).toContain('drained');
  expect(existsSync(p.options.pidFile)).toBe(false);
});

test('a runner that does not end on SIGTERM is killed after its time', async () => {
  await using p = place({ command: [process.execPath, '-e', DEAF], stopSeconds: 0.4 });
  const runner = await superviseRunner(p.options);
  await waitUntil('the start', () => p.log().includes('up'));
  const pid = runner.pid!;
  await runner.stop();
  expect(startOf(pid)).toBeNull();
  expect(p.log()).toContain('deaf');
});

test('a runner that dies is started again', async () => {
  await using p = place();
  const runner = await superviseRunner(p.options);
  await waitUntil('the start', () => p.log().includes('up hello'));
  const first = runner.pid!;
  process.kill(first, 'SIGKILL');
  await waitUntil('another', () => runner.pid !== null && runner.pid !== first);
  await waitUntil('its start', () => p.log().split('up hello').length === 3);
  await runner.stop();
  expect(p.logged.join('\n')).toContain('the runner ended; starting it again');
});

test('a supervisor that comes after a killed one adopts the living runner, and starts another when that dies', async () => {
  await using p = place();
  const pid = await startAndAbandon(p.options);
  const runner = await superviseRunner(p.options);
  expect(runner.pid).toBe(pid);
  process.kill(pid, 'SIGKILL');
  await waitUntil('another', () => runner.pid !== null && runner.pid !== pid);
  await runner.stop();
});

test('a living runner of another server or key is ended and replaced', async () => {
  await using p = place();
  const pid = await startAndAbandon(p.options);
  const runner = await superviseRunner({ ...p.options, identity: ['http://127.0.0.1:2', 'key-of-the-runner'] });
  expect(runner.pid).not.toBe(pid);
  expect(startOf(pid)).toBeNull();
  await runner.stop();
});

test('a pid that belongs to another program by now is left alone', async () => {
  await using p = place();
  const stranger = spawn('sleep', ['66'], { stdio: 'ignore' });
  const before = await superviseRunner(p.options);
  const record = JSON.parse(readFileSync(p.options.pidFile, 'utf8')) as { pid: number; start: string };
  await before.stop();
  writeFileSync(p.options.pidFile, JSON.stringify({ ...record, pid: stranger.pid, start: `${record.start}0` }));
  const runner = await superviseRunner({ ...p.options, identity: ['other'] });
  expect(runner.pid).not.toBe(stranger.pid);
  await runner.stop();
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  stranger.kill('SIGKILL');
});

test('a damaged pid file and a program that does not exist are survived, and the key is in no file', async () => {
  await using p = place({ command: ['/no/such/runner'] });
  writeFileSync(p.options.pidFile, '{"pid": 1');
  const runner = await superviseRunner(p.options);
  expect(runner.pid).toBeNull();
  await runner.stop();
  expect(p.logged.join('\n')).toContain('the runner cannot be started');
  const good = await superviseRunner({ ...p.options, command: [process.execPath, '-e', POLITE] });
  expect(readFileSync(p.options.pidFile, 'utf8')).not.toContain('key-of-the-runner');
  await good.stop();
});

// In a process of its own that is killed: what a kill -9 of the server leaves behind.
async function startAndAbandon(options: SuperviseOptions): Promise<number> {
  const { log: _, ...rest } = options;
  const supervise = path.join(import.meta.dirname, '../../src/runner/supervise.ts');
  const script = `
    const { superviseRunner } = await import(${JSON.stringify(supervise)});
    const log = { info() {}, warn() {}, error() {} };
    const runner = await superviseRunner({ ...${JSON.stringify(rest)}, log });
    writeSync(1, String(runner.pid));
    process.kill(process.pid, 'SIGKILL');`;
  const told = await new Promise<string>((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', `import { writeSync } from 'node:fs';${script}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    child.once('exit', () => resolve(text));
  });
  return Number(told);
}
