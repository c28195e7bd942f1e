// The orderly end of a runner.
import { expect, test } from 'vitest';
import { bench, processesWith } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';

test('a draining runner says so, claims nothing more, finishes what it has and ends', async () => {
  await using b = await bench({ peer: (peer) => (peer.beatSeconds = 5) });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'echo up; sleep 1; echo down; exit 2'] });
  await waitUntil('the start', () => b.peer.linesOf(task).includes('up'));
  b.drain();
  await waitUntil('a draining beat', () => b.peer.beats.at(-1)?.draining === true, 1);
  const claims = b.peer.claims.length;
  expect(await b.ended).toBe('DRAINED');
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 2 });
  expect(b.peer.linesOf(task)).toEqual(['up', 'down']);
  expect(b.peer.claims).toHaveLength(claims);
});

test('work that does not end within the drain is ended and handed back', async () => {
  await using b = await bench({ runner: { drainSeconds: 1 } });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], graceSeconds: 0.3 });
  await waitUntil('the start', () => b.peer.linesOf(task).includes('up'));
  b.drain();
  expect(await b.ended).toBe('DRAINED');
  expect(b.peer.endOf(task)).toMatchObject({ by: 'HANDED_BACK' });
  expect(processesWith(task.attemptId)).toEqual([]);
});

test('the second signal ends the work without its grace and hands it back', async () => {
  await using b = await bench({ runner: { drainSeconds: 60 } });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], graceSeconds: 60 });
  await waitUntil('the start', () => b.peer.linesOf(task).includes('up'));
  b.drain();
  const at = performance.now();
  b.endNow();
  expect(await b.ended).toBe('DRAINED');
  expect(performance.now() - at).toBeLessThan(2_500);
  expect(b.peer.endOf(task)).toMatchObject({ by: 'HANDED_BACK' });
});

test('work that a server hands out in the moment of the drain is handed back, not run and not forgotten', async () => {
  await using b = await bench();
  await waitUntil('a claim', () => b.peer.claims.length > 0);
  b.drain();
  await waitUntil('a draining beat', () => b.peer.beats.at(-1)?.draining === true, 1);
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'exit 0'] });
  expect(await b.ended).toBe('DRAINED');
  expect(b.peer.endOf(task)).toEqual({ by: 'HANDED_BACK', message: 'the runner is draining' });
});

test('a runner that is told to end while the server is away ends all the same', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 1.5), (peer.beatSeconds = 0.3)), runner: { drainSeconds: 0.2 } });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'echo up; sleep 62.123'] });
  await waitUntil('the start', () => b.peer.linesOf(task).includes('up'));
  await b.peer.die();
  b.drain();
  expect(await b.ended).toBe('DRAINED');
  expect(processesWith('62.123')).toEqual([]);
});
