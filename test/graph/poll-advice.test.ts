import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT_POLLS, pollAdvice, POLL_HOLD_MS } from '../../src/domain/graph/wire/poll-advice.ts';
import { MIN_ETA_RUNS, runEta } from '../../src/domain/graph/wire/run-eta.ts';
import { failureText, wireState } from '../../src/domain/graph/wire/wire-state.ts';
import { ENDED_RUN_STATUSES, RUN_STATUSES } from '../../src/domain/run/run.ts';

/** Ten times the longest run that any limit allows. */
const LONGEST_MS = 10 * 86_400_000;

interface Waiting {
  readonly endsMs: number;
  /** How many held polls the server lets go at once, because something changed or it was about to end. */
  readonly shortHolds: number;
  /** What the network adds to each poll. */
  readonly flightMs: number;
  /** Whether the client asks for held polls when it is told to. */
  readonly obeysLong: boolean;
}

/** A client that waits as it is advised: how often it asked until it heard of the end, and how long after the end that was. */
function waited({ endsMs, shortHolds, flightMs, obeysLong }: Waiting): { readonly polls: number; readonly lateMs: number } {
  let [now, polls, short] = [flightMs, 0, shortHolds];
  let advice = pollAdvice({ ageMs: 0, isHeld: true });
  while (polls < 10_000) {
    now += advice.nextPollIn;
    polls++;
    const isHeld = obeysLong && advice.nextPollLong;
    if (isHeld && now < endsMs && short-- <= 0) now = Math.min(endsMs, now + POLL_HOLD_MS);
    if (now >= endsMs) return { polls, lateMs: now + flightMs - endsMs };
    advice = pollAdvice({ ageMs: now, isHeld });
    now += flightMs;
  }
  throw new Error('nobody polls that often');
}

describe('advice for who waits', () => {
  const runs = fc.record({ endsMs: fc.oneof(fc.integer({ min: 0, max: 1_200_000 }), fc.integer({ min: 0, max: LONGEST_MS })), shortHolds: fc.integer({ min: 0, max: 10 }), flightMs: fc.integer({ min: 1, max: 2_000 }), obeysLong: fc.boolean() });

  test('lets no client use up its polls before the run ends, also when it never asks to be held', () => {
    fc.assert(fc.property(runs, (run) => waited(run).polls < CLIENT_POLLS), { numRuns: 1_000 });
    expect(waited({ endsMs: LONGEST_MS, shortHolds: 10, flightMs: 1, obeysLong: true }).polls).toBeLessThan(CLIENT_POLLS);
    expect(waited({ endsMs: LONGEST_MS, shortHolds: 0, flightMs: 1, obeysLong: false }).polls).toBeLessThan(CLIENT_POLLS);
  });

  test('costs who is held no delay in the first minutes, and later less than a sixth of what the run took', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { lateMs } = waited({ ...run, obeysLong: true });
        expect(lateMs).toBeLessThanOrEqual(2 * run.flightMs + (run.endsMs < 600_000 ? 0 : run.endsMs * 0.16));
      }),
      { numRuns: 1_000 },
    );
  });

  test('never tells to ask again at once after an answer that was not held', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: Number.MAX_SAFE_INTEGER }), (ageMs) => {
        expect(pollAdvice({ ageMs, isHeld: false }).nextPollIn).toBeGreaterThanOrEqual(500);
        // Timers take 31 bits of milliseconds.
        for (const isHeld of [true, false]) expect(pollAdvice({ ageMs, isHeld }).nextPollIn).toBeLessThan(2 ** 31);
      }),
    );
  });
});

describe('what is left of a run', () => {
  test('lies within what earlier runs took, is both or nothing, and the lower comes first', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e8, noNaN: true }), { maxLength: 60 }), fc.double({ min: 0, max: 1e8, noNaN: true }), (times, elapsed) => {
        const [low, high] = runEta(times, elapsed);
        if (low === null) {
          expect(high).toBeNull();
          expect(times.filter((time) => time > elapsed).length).toBeLessThan(MIN_ETA_RUNS);
          return;
        }
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(low);
        expect(Number.isSafeInteger(low) && Number.isSafeInteger(high)).toBe(true);
        expect(high).toBeLessThanOrEqual(Math.ceil(Math.max(...times) - elapsed));
      }),
    );
    expect(runEta([1_000, 2_000, 3_000, 4_000, 5_000], 1_500)).toEqual([500, 3_500]);
  });
});

describe('states on the wire', () => {
  test('are the four that callers know, and say that something has ended when it has', () => {
    for (const status of RUN_STATUSES) expect(['SUCCESS', 'FAILURE'].includes(wireState(status))).toBe(ENDED_RUN_STATUSES.has(status));
    expect([wireState('WAITING'), wireState('HELD'), wireState('STOPPED')]).toEqual(['PENDING', 'STARTED', 'FAILURE']);
  });

  test('tell a stop from a failure in words that are never empty', () => {
    expect([failureText('STOPPED', null), failureText('FAILED', ' '), failureText('FAILED', 'node 3: no')]).toEqual(['Workflow run stopped', 'Workflow run failed', 'Workflow run failed: node 3: no']);
  });
});
