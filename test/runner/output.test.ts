// Output on its way to the server: whole, bounded, and never in the way of the work for long.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_LOG_BYTES } from '../../src/domain/dispatch/protocol.ts';
import { MAX_WAITING_BYTES } from '../../src/runner/session/attempt-output.ts';
import { MAX_REPORT_BYTES } from '../../src/runner/session/report-queue.ts';
import { bench } from './runner-under-test.ts';
import { startRunner } from './runner-process.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';

test('stdout and stderr are told apart, with the last line although it has no end', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'echo one; echo two >&2; printf three'] });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.linesOf(task, 'STDOUT')).toEqual(['one', 'three']);
  expect(b.peer.linesOf(task, 'STDERR')).toEqual(['two']);
});

test('a program may open its output by name as in a shell', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'echo one > /dev/stderr; echo two | tee /dev/stderr'] });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 0 });
  expect(b.peer.linesOf(task, 'STDERR')).toEqual(['one', 'two']);
});

test('a prompt without a line end is seen while the program still runs, and a progress bar in its states', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'printf "10%%\\r20%%\\r"; printf "password: "; sleep 60'] });
  await waitUntil('the prompt', () => b.peer.linesOf(task).includes('password: '), 3);
  expect(b.peer.linesOf(task)).toEqual(['10%', '20%', 'password: ']);
  b.peer.order(task.attemptId, 'KILL');
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
});

test('a line that comes in two parts is one line, also when another is always begun', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'i=0; while [ $i -lt 20 ]; do printf "tail\nhead "; sleep 0.05; i=$((i+1)); done'] });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.linesOf(task)).toEqual(['tail', ...Array.from({ length: 19 }, () => 'head tail'), 'head ']);
});

test('a flood is kept up to the limit, counted beyond it, with memory and requests bounded', async () => {
  await using runner = await startRunner();
  const { peer } = runner;
  peer.keepsLines = false;
  const lines = 3_000_000;
  const task = peer.enqueue({ binary: SH, args: ['-c', `yes ${'x'.repeat(99)} | head -n ${lines}`] });
  await waitUntil('the end', () => peer.endOf(task) !== null, 25);
  expect(peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 0 });
  expect(peer.dropped).toBe(lines - Math.floor(MAX_LOG_BYTES / 100));
  expect(peer.linesOf(task, 'SYSTEM')).toEqual([expect.stringContaining('counted but not kept')]);
  expect(peer.largestBody).toBeLessThan(MAX_REPORT_BYTES + 1_000);
  // 300 MB went through. Measured: 100 MB when idle, 250 MB in a flood, and no more after ten times as much.
  const [, peakKb] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${runner.child.pid}/status`, 'utf8')) ?? [];
  expect(Number(peakKb) / 1024).toBeLessThan(350);
});

test('a flood into a silent server stops the program at first, then is dropped and counted, and the finish is not lost', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 20), (peer.beatSeconds = 0.5)) });
  const lines = 200_000;
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `echo up; sleep 0.3; yes ${'x'.repeat(99)} | head -n ${lines}; exit 8`] });
  await waitUntil('the start', () => b.peer.linesOf(task).includes('up'));
  b.peer.mode = 'UNAVAILABLE';
  await waitUntil('the program to go on without the server', () => b.logged.some((text) => text.includes('cannot be reached')));
  await new Promise((resolve) => setTimeout(resolve, 3_500));
  expect(b.peer.linesOf(task)).toEqual(['up']);
  b.peer.mode = 'ANSWER';
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 8 });
  const kept = b.peer.linesOf(task, 'STDOUT').length - 1;
  expect(kept + b.peer.dropped).toBe(lines);
  expect(kept * 100).toBeLessThan(2 * MAX_WAITING_BYTES);
  expect(b.peer.dropped).toBeGreaterThan(0);
});
