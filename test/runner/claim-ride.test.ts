// Claims that ride in reports: the next work of a busy runner comes with the answer to what ended, and never more than it has room for.
import { expect, test } from 'vitest';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import { CLAIM_RIDE_MS, ClaimRide } from '../../src/runner/session/claim-ride.ts';
import { bench, type Bench } from './runner-under-test.ts';
import { waitUntil } from './wait-until.ts';

const SH = '/bin/sh';

/** A bench whose server grants rides from the start, with so many tasks waiting. */
async function busyBench(slots: number, tasks: number, script = 'exit 0'): Promise<{ b: Bench; waiting: ClaimedAttempt[] }> {
  const waiting: ClaimedAttempt[] = [];
  const b = await bench({
    runner: { slots },
    peer: (peer) => {
      peer.grantsRides = true;
      for (let i = 0; i < tasks; i++) waiting.push(peer.enqueue({ binary: SH, args: ['-c', script] }));
    },
  });
  return { b, waiting };
}

test.concurrent('the first work comes by a claim, all further work by reports, and then a claim waits again', async () => {
  const { b, waiting } = await busyBench(1, 4);
  await using _ = b;
  await waitUntil('all ends', () => waiting.every((task) => b.peer.endOf(task) !== null));
  await waitUntil('the claim that waits', () => b.peer.claims.length === 2);
  expect(b.peer.rides).toEqual([1, 1, 1, 1]);
  const late = b.peer.enqueue({ binary: 'true' });
  await waitUntil('the end of what came later', () => b.peer.endOf(late) !== null);
});

test.concurrent('a runner with several slots never runs more than those, however its work comes', async () => {
  const { b, waiting } = await busyBench(2, 8, 'date +%s%N; sleep 0.1; date +%s%N');
  await using _ = b;
  await waitUntil('all ends', () => waiting.every((task) => b.peer.endOf(task) !== null));
  const times = waiting.map((task) => b.peer.linesOf(task).map(Number));
  expect(Math.max(...times.map(([start = 0]) => times.filter(([from = 0, to = 0]) => from <= start && start < to).length))).toBe(2);
  expect(b.peer.rides.length).toBeGreaterThan(0);
});

test.concurrent('a report whose answer is lost is repeated with its claim: every end once, all work carried out', async () => {
  const { b, waiting } = await busyBench(1, 4);
  await using _ = b;
  b.peer.loseReportAnswers = 1;
  await waitUntil('all ends', () => waiting.every((task) => b.peer.endOf(task) !== null));
  expect(b.peer.repeats).toBeGreaterThan(0);
});

test.concurrent('a runner that drains asks for nothing beside its reports', async () => {
  const { b, waiting } = await busyBench(1, 2, 'echo up; sleep 0.4');
  await using _ = b;
  await waitUntil('the start', () => b.peer.linesOf(waiting[0]!).includes('up'));
  const before = b.peer.rides.length;
  b.drain();
  expect(await b.ended).toBe('DRAINED');
  expect(b.peer.endOf(waiting[0]!)).toEqual({ by: 'EXIT', exitCode: 0 });
  expect([b.peer.rides.length - before, b.peer.endOf(waiting[1]!)]).toEqual([0, null]);
});

const never = new AbortController().signal;

test('one ride at a time, none while a claim asks by itself, and none without room', async () => {
  let room = 3;
  const ride = new ClaimRide(() => room);
  expect([ride.board(), ride.board()]).toEqual([3, 0]);
  const brings = ride.brings({ isSoon: false, signal: never });
  ride.arrive(true);
  expect(await brings).toBe(true);
  await ride.without(async () => expect(ride.board()).toBe(0));
  room = 0;
  expect(ride.board()).toBe(0);
  room = 1;
  expect(ride.board()).toBe(1);
});

test('a report that leaves between the look for a ride and the claim has the claim wait for it', async () => {
  const ride = new ClaimRide(() => 2);
  const asked: string[] = [];
  const claim = async (): Promise<void> => void asked.push('claim');
  const brings = ride.brings({ isSoon: false, signal: never });
  expect(ride.board()).toBe(2);
  expect(await brings).toBe(false);
  await ride.without(claim);
  expect(asked).toEqual([]);
  ride.arrive(true);
  await ride.without(claim);
  expect(asked).toEqual(['claim']);
});

test('after a ride that brought too little no report takes a claim along until one has asked by itself, however many reports leave', async () => {
  const ride = new ClaimRide(() => 2);
  expect(ride.board()).toBe(2);
  ride.arrive(false);
  expect([ride.board(), ride.board()]).toEqual([0, 0]);
  expect(await ride.brings({ isSoon: true, signal: never })).toBe(false);
  await ride.without(async () => undefined);
  expect(ride.board()).toBe(2);
});

test('a claim goes by itself at once when no report is to leave, when the ride brought too little, and when none has left in time', async () => {
  const ride = new ClaimRide(() => 1);
  expect(await ride.brings({ isSoon: false, signal: never })).toBe(false);
  ride.board();
  const little = ride.brings({ isSoon: true, signal: never });
  ride.arrive(false);
  expect(await little).toBe(false);
  await ride.without(async () => undefined);
  const begun = performance.now();
  expect(await ride.brings({ isSoon: true, signal: never })).toBe(false);
  expect(performance.now() - begun).toBeGreaterThan(CLAIM_RIDE_MS - 2);
  const soon = ride.brings({ isSoon: true, signal: never });
  ride.board();
  ride.arrive(true);
  expect(await soon).toBe(true);
});
