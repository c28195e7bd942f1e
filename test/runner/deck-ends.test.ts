// The ends of a deck's process: abandoned calls, crashes, the end of the runner, and what each leaves behind.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ABANDON_GRACE_MS } from '../../src/runner/deck/deck-child.ts';
import { startOf } from '../../src/runner/process/process-scan.ts';
import { deckBench, deckFile } from './deck-bench.ts';
import { processesWith } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const HOUSE_FIXTURE = path.join(import.meta.dirname, 'deck-house.fixture.ts');
const pidOf = async (b: Awaited<ReturnType<typeof deckBench>>): Promise<number> => ((await b.call('stage.who')) as { pid: number }).pid;

test.each(['hang', 'block'])('a call that does not come back (%s) can be abandoned: its process is ended, the next call begins with a new one', async (method) => {
  await using b = await deckBench();
  const pid = await pidOf(b);
  await b.call('stage.count', { by: 5 });
  const kill = new AbortController();
  let began = false;
  const call = b.call(`trouble.${method}`, {}, { signal: kill.signal, onLog: () => (began = true) });
  call.catch(() => undefined);
  await waitUntil('the call', () => began);
  const from = performance.now();
  kill.abort();
  await expect(call).rejects.toThrow('the call was abandoned; what the device did of it is not known');
  expect(performance.now() - from).toBeLessThan(ABANDON_GRACE_MS + 1_000);
  expect(startOf(pid)).toBeNull();
  expect(await b.call('stage.count')).toBe(1);
  expect(await pidOf(b)).not.toBe(pid);
});

test('a method that heeds its signal ends by itself, is abandoned all the same, and the process keeps its state', async () => {
  await using b = await deckBench();
  const pid = await pidOf(b);
  const kill = new AbortController();
  const call = b.call('trouble.heed', {}, { signal: kill.signal, onLog: () => kill.abort() });
  await expect(call).rejects.toThrow('abandoned');
  expect(await pidOf(b)).toBe(pid);
});

test('a call whose signal is aborted already, or while it waits for the one before it, does not happen', async () => {
  await using b = await deckBench();
  await expect(b.call('stage.count', {}, { signal: AbortSignal.abort() })).rejects.toThrow('before it began');
  const kill = new AbortController();
  const first = b.call('trouble.hang', {}, { signal: kill.signal, onLog: () => kill.abort() });
  const second = b.call('stage.count', {}, { signal: kill.signal });
  await expect(first).rejects.toThrow('abandoned');
  await expect(second).rejects.toThrow('before it began');
  expect(await b.call('stage.count')).toBe(1);
});

test.each([
  ['crash', { code: 7 }, "the deck's process ended: exit code 7"],
  ['killed', {}, "the deck's process ended: signal SIGKILL"],
])('a process that ends by itself (%s) fails the call in progress and is started again by the next', async (method, args, message) => {
  await using b = await deckBench();
  await expect(b.call(`trouble.${method}`, args as never)).rejects.toMatchObject({ name: 'DeckCallError', message });
  expect(await b.call('stage.both')).toEqual([0, '1']);
});

test('processes that a deck has started go with it, also those that left its group', async () => {
  const mark = `71.${process.pid}${Date.now() % 1_000_000}`;
  await using b = await deckBench();
  await b.call('trouble.leave', { seconds: mark });
  await waitUntil('the process', () => processesWith(mark).length > 0);
  await expect(b.call('trouble.crash', { code: 1 })).rejects.toThrow('exit code 1');
  expect(processesWith(mark)).toEqual([]);
});

test('a deck lets go of its devices when the runner ends, and its file is read again only under the same description', async () => {
  const deck = (argument: string): string => `export default { name: 'd', instruments: [{ name: 'lamp', methods: { off: { args: {}, run: () => process.exit(0) }, on: { args: { ${argument}: { type: 'int', default: 1 } }, run() {} } } }], close() { console.log('lamp let go'); } };`;
  const file = deckFile('deck.mjs', deck('power'));
  const b = await deckBench(file);
  await b.call('lamp.on');
  await expect(b.call('lamp.off')).rejects.toThrow('exit code 0');
  writeFileSync(file, deck('watts'));
  await expect(b.call('lamp.on')).rejects.toThrow(/has changed since the runner started; start the runner again/);
  writeFileSync(file, deck('power'));
  await b.call('lamp.on');
  await b[Symbol.asyncDispose]();
  expect(b.logged.join('\n')).toContain('lamp let go');
});

test.each(['hang', 'block'])('a kill -9 of the runner inside a call (%s) leaves no process of the deck after 2 s', async (method) => {
  const runner = spawn(process.execPath, [HOUSE_FIXTURE, method], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  runner.stdout.on('data', (text: Buffer) => (out += text.toString()));
  await waitUntil('the call', () => /^pid \d+\n.*ing\n/.test(out));
  const pid = Number(/^pid (\d+)/.exec(out)![1]);
  expect(startOf(pid)).not.toBeNull();
  runner.kill('SIGKILL');
  await waitUntil('the end of the deck', () => startOf(pid) === null, 2);
});
