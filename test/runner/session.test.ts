// Leases, silence, restarts and repeats: what runner and server owe each other when one of them is away.
import { expect, test } from 'vitest';
import type { ReportItem } from '../../src/domain/dispatch/protocol.ts';
import { bench, processesWith } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';
/** Time a look at all processes may take on a busy machine, ms. */
const LOOK_MS = 300;
const COUNT = 'i=0; while [ $i -lt 30 ]; do echo line $i; i=$((i+1)); sleep 0.05; done; exit 6';
const counted = Array.from({ length: 30 }, (_, i) => `line ${i}`);

let marks = 0;
const uniqueSleep = (): string => `61.${process.pid}${Date.now() % 1_000_000}${(marks += 1)}`;

const quick = (peer: { leaseSeconds: number; beatSeconds: number }): void => {
  peer.leaseSeconds = 2;
  peer.beatSeconds = 0.4;
};

test('a server that is silent longer than the lease finds every process ended and gets a new session, with nothing reported of the old attempt', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 2), (peer.beatSeconds = 0.9)) });
  const mark = uniqueSleep();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `sleep ${mark}`] });
  await waitUntil('the program', () => processesWith(mark).length > 0);
  await waitUntil('an answered beat', () => b.peer.lastBeatAt > 0);
  b.peer.mode = 'SILENT';
  await waitUntil('the end of the processes', () => processesWith(mark).length === 0);
  // The lease counts from the sending of the last beat that was answered; its last tenth is for ending.
  const lasted = performance.now() - b.peer.lastBeatAt;
  expect(lasted).toBeGreaterThan(1_700);
  // Beyond the lease itself: what a look at all processes of a busy machine takes.
  expect(lasted).toBeLessThan(2_000 + LOOK_MS);
  b.peer.mode = 'ANSWER';
  await waitUntil('a new session', () => b.peer.sessions.length === 2);
  const next = b.peer.enqueue({ binary: 'true' });
  await waitUntil('work in the new session', () => b.peer.endOf(next) !== null);
  expect(b.peer.endOf(task)).toBeNull();
});

test('a program that ignores TERM is killed with the lease, because its work may be given to another from then on', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 2), (peer.beatSeconds = 0.9)) });
  const mark = uniqueSleep();
  b.peer.enqueue({ binary: SH, args: ['-c', `trap "" TERM; while :; do sleep ${mark}; done`] });
  await waitUntil('the program', () => processesWith(mark).length > 1);
  await waitUntil('an answered beat', () => b.peer.lastBeatAt > 0);
  b.peer.mode = 'SILENT';
  await waitUntil('the end of the processes', () => processesWith(mark).length === 0);
  expect(performance.now() - b.peer.lastBeatAt).toBeLessThan(2_000 + LOOK_MS);
});

// The others judge no time so narrowly: each has a runner and a peer of its own, and they run side by side.
test.concurrent('a server that is killed again and again, each time before a held beat would be answered, does not cost the lease', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 2), (peer.beatSeconds = 0.9)) });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'sleep 5; exit 6'] });
  await waitUntil('an answered beat', () => b.peer.lastBeatAt > 0);
  const begun = performance.now();
  while (performance.now() - begun < 4_500) {
    await b.peer.die();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await b.peer.listen();
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 6 });
  expect(b.peer.sessions).toHaveLength(1);
});

test.concurrent('a server killed and back within the lease keeps the session, with every line once and in order', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 5), (peer.beatSeconds = 0.5)) });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', COUNT] });
  await waitUntil('some lines', () => b.peer.linesOf(task).length > 3);
  await b.peer.die();
  await new Promise((resolve) => setTimeout(resolve, 800));
  await b.peer.listen();
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 6 });
  expect(b.peer.linesOf(task)).toEqual(counted);
  expect(b.peer.sessions).toHaveLength(1);
});

test.concurrent('a finish that falls into the silence of the server is reported when it is back', async () => {
  await using b = await bench({ peer: (peer) => ((peer.leaseSeconds = 6), (peer.beatSeconds = 0.5)) });
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'echo up; sleep 0.3; exit 9'] });
  await waitUntil('the start', () => b.peer.linesOf(task).includes('up'));
  b.peer.mode = 'UNAVAILABLE';
  await waitUntil('the end of the program', () => processesWith(task.attemptId).length === 0);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(b.peer.endOf(task)).toBeNull();
  b.peer.mode = 'ANSWER';
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.endOf(task)).toEqual({ by: 'EXIT', exitCode: 9 });
});

test.concurrent('a report whose answer is lost is repeated and is on record once', async () => {
  await using b = await bench();
  b.peer.loseReportAnswers = 3;
  const task = b.peer.enqueue({ binary: SH, args: ['-c', COUNT] });
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.repeats).toBeGreaterThanOrEqual(3);
  expect(b.peer.linesOf(task)).toEqual(counted);
  expect(b.peer.facts.map((fact: ReportItem) => fact.n)).toEqual(b.peer.facts.map((_, i) => i + 1));
});

test.concurrent('an attempt stays in the beats until its finish is on record, so that no server can take it for lost', async () => {
  await using b = await bench({ peer: (peer) => (peer.beatSeconds = 0.2) });
  b.peer.loseReportAnswers = 4;
  const task = b.peer.enqueue({ binary: 'true' });
  await waitUntil('the finish on record', () => b.peer.endOf(task) !== null);
  const listed = (): boolean => b.peer.beats.at(-1)?.attempts.some((ref) => ref.attemptId === task.attemptId) ?? false;
  await waitUntil('a beat that still lists it', listed);
  await waitUntil('a beat without it', () => !listed());
  expect(b.peer.repeats).toBeGreaterThan(0);
});

test.concurrent('an attempt that was given to another is ended at once, without its grace and without a report', async () => {
  await using b = await bench();
  const mark = uniqueSleep();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `trap "" TERM; echo up; sleep ${mark} & wait; sleep ${mark}`], graceSeconds: 60 });
  await waitUntil('the program', () => processesWith(mark).length > 0 && b.peer.linesOf(task).includes('up'));
  b.peer.lose(task.attemptId);
  await waitUntil('the end of the processes', () => processesWith(mark).length === 0, 2);
  const next = b.peer.enqueue({ binary: 'true' });
  await waitUntil('further work', () => b.peer.endOf(next) !== null);
  expect(b.peer.endOf(task)).toBeNull();
  expect(b.peer.sessions).toHaveLength(1);
});

test.concurrent('facts refused as stale end the attempt', async () => {
  await using b = await bench({ peer: (peer) => (peer.beatSeconds = 5) });
  const mark = uniqueSleep();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `echo up; sleep 0.5; echo more; sleep ${mark}`] });
  await waitUntil('the program', () => b.peer.linesOf(task).includes('up'));
  b.peer.lose(task.attemptId);
  await waitUntil('the end of the processes', () => processesWith(mark).length === 0 && processesWith('echo more').length === 0, 4);
  expect(b.peer.endOf(task)).toBeNull();
});

test.concurrent('a report that the server finds too large is sent in smaller parts, with nothing lost', async () => {
  await using b = await bench({ peer: (peer) => (peer.mostItems = 2) });
  const tasks = [1, 2, 3, 4].map((i) => b.peer.enqueue({ binary: SH, args: ['-c', `echo up; sleep 0.5; echo ${i}; exit ${i}`] }));
  await waitUntil('all starts', () => tasks.every((task) => b.peer.linesOf(task).includes('up')));
  // Silence while they end, so that their facts come in one report.
  b.peer.mode = 'UNAVAILABLE';
  await waitUntil('all programs gone', () => processesWith('echo up; sleep 0.5').length === 0);
  b.peer.mode = 'ANSWER';
  await waitUntil('all ends', () => tasks.every((task) => b.peer.endOf(task) !== null));
  expect(tasks.map((task) => b.peer.linesOf(task))).toEqual([1, 2, 3, 4].map((i) => ['up', String(i)]));
  expect(b.peer.tooLarge).toBeGreaterThan(0);
});

test.concurrent('output that the server refuses for its content is counted as dropped and holds nothing else up', async () => {
  await using b = await bench({ peer: (peer) => (peer.poison = 'venom') });
  const bad = b.peer.enqueue({ binary: SH, args: ['-c', 'echo venom; exit 2'] });
  const good = b.peer.enqueue({ binary: SH, args: ['-c', 'echo fine; exit 3'] });
  await waitUntil('both ends', () => b.peer.endOf(bad) !== null && b.peer.endOf(good) !== null);
  expect(b.peer.endOf(bad)).toEqual({ by: 'EXIT', exitCode: 2 });
  expect(b.peer.endOf(good)).toEqual({ by: 'EXIT', exitCode: 3 });
  expect(b.peer.linesOf(bad)).toEqual([]);
  expect(b.peer.dropped).toBe(1);
  expect(b.peer.linesOf(good)).toEqual(['fine']);
});

test.concurrent('a forgotten session ends its processes at once and is followed by a new one', async () => {
  await using b = await bench({ peer: (peer) => (peer.beatSeconds = 0.5) });
  const mark = uniqueSleep();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', `trap "" TERM; sleep ${mark} & wait; sleep ${mark}`], graceSeconds: 60 });
  await waitUntil('the program', () => processesWith(mark).length > 0);
  b.peer.forgetSessions();
  await waitUntil('the end of the processes', () => processesWith(mark).length === 0, 3);
  await waitUntil('a new session', () => b.peer.sessions.length === 2);
  const next = b.peer.enqueue({ binary: 'true' });
  await waitUntil('further work', () => b.peer.endOf(next) !== null);
  expect(b.peer.endOf(task)).toBeNull();
});

test.concurrent('a runner asks for its free slots only and never runs more', async () => {
  await using b = await bench({ runner: { slots: 2 } });
  const tasks = Array.from({ length: 6 }, () => b.peer.enqueue({ binary: SH, args: ['-c', 'date +%s%N; sleep 0.2; date +%s%N'] }));
  await waitUntil('all ends', () => tasks.every((task) => b.peer.endOf(task) !== null));
  const times = tasks.map((task) => b.peer.linesOf(task).map(Number));
  const most = Math.max(...times.map(([start = 0]) => times.filter(([from = 0, to = 0]) => from <= start && start < to).length));
  expect(most).toBe(2);
  expect(b.peer.claims.every((claim) => claim.max >= 1 && claim.max <= 2)).toBe(true);
});

test.concurrent('an order that is repeated in every answer is obeyed once and does not make the runner spin', async () => {
  await using b = await bench();
  const task = b.peer.enqueue({ binary: SH, args: ['-c', 'trap "echo told" TERM; echo up; while :; do sleep 0.05; done'], graceSeconds: 2 });
  await waitUntil('the first line', () => b.peer.linesOf(task).includes('up'));
  const before = b.peer.beats.length;
  b.peer.order(task.attemptId, 'ABORT');
  await waitUntil('the end', () => b.peer.endOf(task) !== null);
  expect(b.peer.linesOf(task, 'STDOUT')).toEqual(['up', 'told']);
  expect(b.peer.beats.length - before).toBeLessThan(20);
});

test.concurrent('an embedded runner ends by itself when no server has answered for the lease and longer', async () => {
  await using b = await bench({ peer: quick, runner: { exitWhenOrphaned: true, orphanSeconds: 0.5 } });
  await waitUntil('the session', () => b.peer.sessions.length > 0);
  await b.peer.die();
  expect(await b.ended).toBe('ORPHANED');
  expect(b.logged.join('\n')).toContain('no server has answered for too long');
});

test.concurrent('a runner with a wrong key ends with an error that names the refusal', async () => {
  await using b = await bench({ runner: { key: 'wrong' } });
  await expect(b.ended).rejects.toThrow(/refused this runner \(UNAUTHORIZED\)/);
});

test.concurrent('a second runner on the same work directory is refused', async () => {
  await using b = await bench();
  await waitUntil('the session', () => b.peer.sessions.length > 0);
  await using other = await bench({ runner: { workDir: b.workDir } });
  await expect(other.ended).rejects.toThrow(/give each runner its own/);
});
