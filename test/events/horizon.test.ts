// The hole rule by itself: what it gives out, when it asks for a barrier, and what no schedule may make it do.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import { HOLE_PATIENCE_MS, Horizon, MAX_WAITING_ROWS } from '../../src/events/horizon.ts';
import type { TailReading } from '../../src/store/event/tail-events.store.ts';
import { event } from './made-event.ts';

describe('the hole rule', () => {
  test('rows that follow the horizon are settled at once, from a reading or from an offer', () => {
    const horizon = new Horizon(4);
    expect(seqs(horizon.offer([event(5), event(6)], 0))).toEqual([5, 6]);
    expect(seqs(horizon.read(reading(1n, [7, 8]), 0))).toEqual([7, 8]);
    expect(horizon.at).toBe(8);
    expect(horizon.holeAge(0)).toBeNull();
  });

  test('rows behind a hole wait, and come out in order once the missing row appears', () => {
    const horizon = new Horizon(0);
    expect(horizon.offer([event(2), event(3)], 0)).toEqual([]);
    expect(horizon.at).toBe(0);
    expect(seqs(horizon.offer([event(1)], 3))).toEqual([1, 2, 3]);
  });

  test('a row that comes twice, from an offer and from a reading, is given out once', () => {
    const horizon = new Horizon(0);
    expect(seqs(horizon.offer([event(1)], 0))).toEqual([1]);
    expect(horizon.read(reading(1n, [1]), 0)).toEqual([]);
    horizon.offer([event(3)], 0);
    expect(seqs(horizon.read(reading(1n, [1, 2, 3]), 0))).toEqual([2, 3]);
  });

  test('no barrier is asked for before the patience is over, one is after it, and no second one while it covers the hole', () => {
    const horizon = new Horizon(0);
    horizon.read(reading(5n, [2]), 100);
    expect(horizon.barrierWanted(100 + HOLE_PATIENCE_MS - 1)).toBeNull();
    expect(horizon.barrierWanted(100 + HOLE_PATIENCE_MS)).toBe(2);
    horizon.barrierTaken({ upTo: 2, xid: 9n });
    expect(horizon.barrierWanted(1_000)).toBeNull();
  });

  test('a hole is dead only when xmin has reached the barrier: one below it is not enough', () => {
    const horizon = new Horizon(0);
    horizon.read(reading(5n, [3]), 0);
    horizon.barrierTaken({ upTo: horizon.barrierWanted(HOLE_PATIENCE_MS)!, xid: 9n });
    expect(horizon.read(reading(8n, [3]), 20)).toEqual([]);
    expect(horizon.at).toBe(0);
    expect(seqs(horizon.read(reading(9n, [3]), 21))).toEqual([3]);
  });

  test('a passed barrier speaks for the numbers known when it was asked for, not for a hole that opened later', () => {
    const horizon = new Horizon(0);
    horizon.read(reading(5n, [2]), 0);
    horizon.barrierTaken({ upTo: horizon.barrierWanted(HOLE_PATIENCE_MS)!, xid: 9n });
    expect(seqs(horizon.read(reading(9n, [2, 4]), 20))).toEqual([2]);
    expect(horizon.at).toBe(2);
    expect(horizon.barrierWanted(20 + HOLE_PATIENCE_MS)).toBe(4);
  });

  test('one barrier buries every hole below it', () => {
    const horizon = new Horizon(0);
    horizon.read(reading(5n, [2, 5, 9]), 0);
    horizon.barrierTaken({ upTo: horizon.barrierWanted(HOLE_PATIENCE_MS)!, xid: 9n });
    expect(seqs(horizon.read(reading(10n, [2, 5, 9]), 20))).toEqual([2, 5, 9]);
  });

  test('a reading that was cut off proves nothing beyond its last row', () => {
    const horizon = new Horizon(0);
    horizon.offer([event(9)], 0);
    horizon.barrierTaken({ upTo: horizon.barrierWanted(HOLE_PATIENCE_MS)!, xid: 9n });
    expect(seqs(horizon.read({ ...reading(9n, [2, 4]), full: true }, 20))).toEqual([2, 4]);
    expect(horizon.at).toBe(4);
    expect(seqs(horizon.read(reading(9n, [6, 9]), 21))).toEqual([6, 9]);
  });

  test('the age of a hole counts from the sight of the first row behind it', () => {
    const horizon = new Horizon(0);
    horizon.read(reading(1n, [2, 4]), 50);
    horizon.read(reading(1n, [2, 4]), 55);
    expect(horizon.holeAge(60)).toBe(10);
    horizon.offer([event(1)], 61);
    expect(horizon.holeAge(62)).toBe(12);
    horizon.offer([event(3)], 63);
    expect(horizon.holeAge(64)).toBeNull();
  });

  test('offers behind a hole are refused beyond the bound, and come out of the log instead', () => {
    const horizon = new Horizon(0);
    const rows = Array.from({ length: MAX_WAITING_ROWS + 5 }, (_, i) => event(i + 2));
    horizon.offer(rows, 0);
    expect(seqs(horizon.offer([event(1)], 1)).at(-1)).toBe(MAX_WAITING_ROWS + 1);
    const rest = rows.slice(-5).map((row) => row.seq);
    expect(seqs(horizon.read(reading(1n, rest), 2))).toEqual(rest);
  });

  test('a hole of a thousand million numbers is stepped over at once', () => {
    const horizon = new Horizon(0);
    horizon.read(reading(1n, [1_000_000_000]), 0);
    horizon.barrierTaken({ upTo: horizon.barrierWanted(HOLE_PATIENCE_MS)!, xid: 2n });
    expect(seqs(horizon.read(reading(2n, [1_000_000_000]), 20))).toEqual([1_000_000_000]);
  });

  test('whatever the order of commits, rollbacks, readings and offers, every committed row comes out once and in order', () => {
    fc.assert(fc.property(schedule, (steps) => {
      const log = new ModelLog();
      const given: number[] = [];
      for (const step of steps) given.push(...log.play(step));
      given.push(...log.settle());
      expect(given).toEqual(log.committed());
    }), { numRuns: 2_000 });
  });
});

type Step =
  | { readonly do: 'begin'; readonly numbers: number }
  | { readonly do: 'write'; readonly who: number }
  | { readonly do: 'end'; readonly who: number; readonly commit: boolean; readonly offer: boolean }
  | { readonly do: 'read'; readonly limit: number; readonly late: number };

const schedule: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('begin' as const), numbers: fc.integer({ min: 0, max: 2 }) }),
    fc.record({ do: fc.constant('write' as const), who: fc.nat(5) }),
    fc.record({ do: fc.constant('end' as const), who: fc.nat(5), commit: fc.boolean(), offer: fc.boolean() }),
    fc.record({ do: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 6 }), late: fc.nat(8) }),
  ),
  { maxLength: 120 },
);

/** A log in miniature: ids and numbers given out in order, transactions that end in any order, snapshots. */
class ModelLog {
  #nextXid = 10n;
  #nextSeq = 1;
  #now = 0;
  readonly #running: { xid: bigint; seqs: number[] }[] = [];
  readonly #rows = new Map<number, LoggedEvent>();
  readonly #horizon = new Horizon(0);
  /** Snapshots that were taken but have not been handed over yet. */
  readonly #underWay: TailReading[] = [];

  play(step: Step): number[] {
    this.#now += 4;
    if (step.do === 'begin') this.#begin(step.numbers);
    else if (step.do === 'write') this.#write(step.who);
    else if (step.do === 'end') return this.#end(step);
    else return this.#read(step);
    return [];
  }

  /** Everybody ends, then the tail reads until nothing is left. */
  settle(): number[] {
    const given: number[] = [];
    while (this.#running.length > 0) given.push(...this.#end({ do: 'end', who: 0, commit: true, offer: false }));
    for (let i = 0; i < 200; i++) {
      this.#now += HOLE_PATIENCE_MS;
      given.push(...this.#read({ do: 'read', limit: 5, late: 0 }));
    }
    return given;
  }

  committed(): number[] {
    return [...this.#rows.keys()].toSorted((a, b) => a - b);
  }

  #begin(numbers: number): void {
    this.#running.push({ xid: this.#nextXid++, seqs: Array.from({ length: numbers }, () => this.#nextSeq++) });
  }

  #write(who: number): void {
    if (this.#running.length > 0) this.#running[who % this.#running.length]!.seqs.push(this.#nextSeq++);
  }

  #end(step: Step & { do: 'end' }): number[] {
    if (this.#running.length === 0) return [];
    const [ended] = this.#running.splice(step.who % this.#running.length, 1);
    if (!step.commit) return [];
    const rows = ended!.seqs.map((seq) => event(seq));
    for (const row of rows) this.#rows.set(row.seq, row);
    return step.offer ? seqs(this.#horizon.offer(rows, this.#now)) : [];
  }

  /** Takes a snapshot now; hands one over that may have been overtaken by offers and by later commits. */
  #read(step: Step & { do: 'read' }): number[] {
    const above = this.committed().filter((seq) => seq > this.#horizon.at).slice(0, step.limit);
    this.#underWay.push({ ...reading(this.#xmin(), above), full: above.length === step.limit });
    if (step.late > 5) return [];
    const given = seqs(this.#underWay.splice(0).flatMap((one) => this.#horizon.read(one, this.#now)));
    const upTo = this.#horizon.barrierWanted(this.#now);
    if (upTo !== null) this.#horizon.barrierTaken({ upTo, xid: this.#nextXid++ });
    return given;
  }

  #xmin(): bigint {
    return this.#running.reduce((least, one) => (one.xid < least ? one.xid : least), this.#nextXid);
  }
}

function reading(xmin: bigint, numbers: readonly number[]): TailReading {
  return { xmin, floor: 0, rows: numbers.map((seq) => event(seq)), full: false };
}

function seqs(events: readonly LoggedEvent[]): number[] {
  return events.map((one) => one.seq);
}
