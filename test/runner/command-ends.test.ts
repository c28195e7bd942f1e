// How programs end: by themselves, by time, by order; and that nothing of them stays behind.
import { existsSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bench, processesWith } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';

/** A number of seconds that no other process sleeps, so that it can be found in the process table. */
const uniqueSleep = (): string => `60.${randomUUID().replaceAll(/\D/g, '').slice(0, 9)}7`;

test('an exit code, zero or not, is reported as it is', async () => {
  await using b = await bench();
  const good = b.peer.enqueue({ binary: 'true' });
  const bad = b.peer.enqueue({ binary: SH, args: ['-c', 'exit 7'] });
  await waitUntil('both ends', () => b.peer.endOf(good) !== null && b.peer.endOf(bad) !== null);
  expect(b.peer.endOf(good)).toEqual({ by: 'EXIT', exitCode: 0 });
  expect(b.peer.endOf(bad)).toEqual({ by: 'EXIT', exitCode: 7 });
});

test('a program that dies of a signal is reported with its name', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'kill -SEGV $$'] });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'SIGNAL', signal: 'SIGSEGV' });
});

test('arguments reach the program as they are and are never read by a shell', async () => {
  await using b = await bench();
  const args = ['$(touch pwned)', '; exit 9', 'a b', "'", '*'];
  const task = b.peer.enqueue({ binary: 'printf', entryPoint: '%s\\n', args });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 0 });
  expect(b.peer.linesOf(task, 'STDOUT')).toEqual(args);
});

test.each([
  ['a program that does not exist', { binary: 'no-such-program-here' }, /was not found/],
  ['a file that is not executable', { binary: '/etc/passwd' }, /is not executable/],
  ['a NUL in an argument', { binary: 'true', args: ['a\0b'] }, /NUL/],
  ['an impossible variable name', { binary: 'true', env: { 'A=B': 'x' } }, /env has the name/],
  ['a container', { binary: 'true', container: { image: 'x' } }, /runs programs directly/],
  ['a branch without a repository', { binary: 'true', branch: 'x' }, /need a "repository"/],
])('%s is INVALID and says what to do', async (_, spec, message) => {
  await using b = await bench();
  const task = b.peer.enqueue(spec);
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'INVALID', message: expect.stringMatching(message) as string });
});

test('requirements are named in a SYSTEM line and the program runs without them', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: 'true', requirements: { pip: 'numpy' } });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 0 });
  expect(b.peer.linesOf(task, 'SYSTEM')).toEqual([expect.stringContaining('requirements (pip) are not installed')]);
});

test('a program over its time gets TERM and, when it ignores that, KILL after the grace', async () => {
  await using b = await bench();
  const began = performance.now();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "echo told" TERM; while :; do sleep 0.05; done'], timeoutSeconds: 0.3, graceSeconds: 0.5 });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'TIMEOUT', exitCode: null, signal: 'SIGKILL' });
  expect(b.peer.linesOf(task, 'STDOUT')).toEqual(['told']);
  expect(performance.now() - began).toBeGreaterThan(790);
});

test('an abort gives a program its grace to end by itself, and its exit code is kept', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "echo cleaning; exit 3" TERM; echo up; while :; do sleep 0.05; done'], graceSeconds: 20 });
  await waitUntil('the first line', () => b.peer.linesOf(task).includes('up'));
  b.peer.order(task.attemptId, 'ABORT');
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'ORDER', verb: 'ABORT', exitCode: 3, signal: null });
  expect(b.peer.linesOf(task, 'STDOUT')).toEqual(['up', 'cleaning']);
});

test('a kill does not wait for the grace, also when an abort is already waiting for it', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "echo told" TERM; echo up; while :; do sleep 0.05; done'], graceSeconds: 60 });
  await waitUntil('the first line', () => b.peer.linesOf(task).includes('up'));
  b.peer.order(task.attemptId, 'ABORT');
  await waitUntil('the TERM', () => b.peer.linesOf(task).includes('told'));
  b.peer.order(task.attemptId, 'KILL');
  await waitUntil('the end', () => b.peer.endOf(task) !== null, 3);
  expect(b.peer.endOf(task)).toEqual({ by: 'ORDER', verb: 'KILL', exitCode: null, signal: 'SIGKILL' });
});

test('an order reaches a running program within 100 ms although beats are seconds apart', async () => {
  await using b = await bench();
  const delays: number[] = [];
  for (let i = 0; i < 5; i++) {
    const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "date +%s%3N; exit 0" TERM; echo up; while :; do sleep 0.01; done'] });
    await waitUntil('the first line', () => b.peer.linesOf(task).includes('up'));
    const at = Date.now();
    b.peer.order(task.attemptId, 'ABORT');
    await waitUntil('the end', () => b.peer.endOf(task) !== null);
    delays.push(Number(b.peer.linesOf(task).at(-1)) - at);
  }
  expect(delays.sort((x, y) => x - y)[2]).toBeLessThan(100);
});

test('what a program left in the background is ended after it, and its own exit code counts', async () => {
  await using b = await bench();
  const mark = uniqueSleep();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `sleep ${mark} & exit 4`] });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 4 });
  expect(processesWith(mark)).toEqual([]);
});

test('a child that left the process group and its parent is found by its mark and ended', async () => {
  await using b = await bench();
  const mark = uniqueSleep();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `setsid -f sleep ${mark} </dev/null >/dev/null 2>&1; sleep 0.2; exit 0`] });
  await waitUntil('the child', () => processesWith(mark).length > 0);
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(processesWith(mark)).toEqual([]);
});

test('a tree of forks that ignores TERM is gone after an abort', async () => {
  await using b = await bench();
  const mark = uniqueSleep();
  const branch = `trap "" TERM; (setsid sleep ${mark} & sleep ${mark} & wait) & (sleep ${mark}; sleep 1) & echo up; wait`;
  const task = b.peer.enqueue({ binary: SH, args: ['-c', branch], graceSeconds: 0.3 });
  await waitUntil('the tree', () => processesWith(mark).length >= 3);
  b.peer.order(task.attemptId, 'ABORT');
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toMatchObject({ by: 'ORDER', verb: 'ABORT' });
  expect(processesWith(mark)).toEqual([]);
});

test('a stranger who holds the pipes open does not hang the attempt', async () => {
  await using b = await bench();
  const mark = uniqueSleep();
  // Without its mark, its group and its parent nothing ties it to the attempt any more; until it is so far the program waits.
  const stranger = `env -i /usr/bin/setsid -f /bin/sh -c ': >apart; exec /bin/sleep ${mark}'`;
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `${stranger}; while ! [ -e apart ]; do :; done; echo last; exit 5`] });
  try {
    await waitUntil('the end', () => b.peer.endOf(task) !== null);
    expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 5 });
    expect(b.peer.linesOf(task)).toEqual(['last']);
    expect(processesWith(mark)).toHaveLength(1);
  } finally {
    for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
  }
});

test('each attempt runs in a directory of its own that is removed, also when it was made read-only', async () => {
  await using b = await bench();
  const script = 'pwd; ls -A | wc -l; mkdir deep; echo x > deep/file; chmod 500 deep .';
  const [one, two] = [b.peer.enqueue({ binary: SH, args: ['-c', script] }), b.peer.enqueue({ binary: SH, args: ['-c', script] })];
  await waitUntil('both ends', () => b.peer.endOf(one) !== null && b.peer.endOf(two) !== null);
  const [dirOne = '', filesOne] = b.peer.linesOf(one);
  const [dirTwo = ''] = b.peer.linesOf(two);
  expect(dirOne).toContain(one.attemptId);
  expect(dirOne).not.toBe(dirTwo);
  expect(Number(filesOne)).toBe(0);
  expect([existsSync(dirOne), existsSync(dirTwo)]).toEqual([false, false]);
});

test('a program learns who it works for, and neither the key nor the database reaches its environment', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: 'env', env: { MINE: 'yes', SWITCHYARD_TASK_ID: 'forged' } });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  const lines = b.peer.linesOf(task);
  expect(lines).toContain('MINE=yes');
  expect(lines).toContain(`SWITCHYARD_TASK_ID=${task.taskId}`);
  expect(lines).toContain(`SWITCHYARD_ATTEMPT=${task.attemptId}`);
  expect(lines.some((line) => line.startsWith('PATH='))).toBe(true);
  expect(lines.join('\n')).not.toMatch(/secret-of|DATABASE_URL|RUNNER_KEY|VITEST/);
});

test('the guardian of a runner knows neither the key nor the database', async () => {
  await using b = await bench();
  await waitUntil('the session', () => b.peer.sessions.length > 0);
  const guardians = processesWith('guardian-main').filter((pid) => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(` ${process.pid} `));
  expect(guardians.length).toBeGreaterThan(0);
  for (const pid of guardians) expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toMatch(/secret-of|DATABASE_URL|RUNNER_KEY/);
});
