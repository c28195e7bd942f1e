import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leaseEnd, leaseFault } from '../../src/domain/attempt/lease.ts';

/** One beat: true times in milliseconds between which it is sent, handled by the server and answered. */
const anyBeat = fc.record({ pause: fc.nat(30_000), toServer: fc.nat(60_000), toRunner: fc.nat(60_000), isHandled: fc.boolean(), isAnswered: fc.boolean() });

test('whatever the delays, losses and clocks, a runner has given up before the server gives its work away', () => {
  fc.assert(fc.property(fc.array(anyBeat, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: -1e12, max: 1e12 }), (beats, leaseSeconds, offset) => {
    let sent = 0;
    let held = 0; // true time until which the runner believes that its attempts are its own
    let granted = 0; // true time until which the server leaves them to it
    for (const [i, beat] of beats.entries()) {
      sent += beat.pause;
      const handled = sent + beat.toServer;
      // The first beat stands for the opening of the session, without which there is nothing to hold.
      const isHandled = i === 0 || (beat.isHandled && handled < granted);
      if (isHandled) granted = handled + leaseSeconds * 1_000;
      const isAnswered = isHandled && (i === 0 || beat.isAnswered);
      // The runner reads its own clock, which differs from the server's by any offset.
      if (isAnswered) held = Math.max(held, leaseEnd(sent + offset, leaseSeconds) - offset);
      expect(held).toBeLessThanOrEqual(granted);
    }
  }), { numRuns: 1_000 });
});

test('a lease counts from the sending of the beat in milliseconds', () => {
  expect(leaseEnd(1_000, 20)).toBe(21_000);
});

test('settings are refused that would lose work with one lost packet, or are no numbers', () => {
  expect(leaseFault({ leaseSeconds: 20, beatSeconds: 5 })).toBeNull();
  expect(leaseFault({ leaseSeconds: 10, beatSeconds: 5 })).toBeNull();
  for (const [leaseSeconds, beatSeconds] of [[9, 5], [20, 0], [20, -1], [0, 0], [-5, 1], [Number.NaN, 5], [20, Number.NaN], [Number.POSITIVE_INFINITY, 5]] as const) {
    expect(leaseFault({ leaseSeconds, beatSeconds }), `${leaseSeconds}, ${beatSeconds}`).not.toBeNull();
  }
});
