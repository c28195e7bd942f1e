// The rules of retention: what of the log may go, how it is cut, which weeks of output have room, which places in an output can be read on from.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CutStream, isEarlier, isExpiredAfter, isExpiredBefore, lostLines } from '../../src/domain/attempt/log-extent.ts';
import { cutoffsOf, fateOf, floorOver, OVERDUE_DAYS } from '../../src/domain/retention/event-fate.ts';
import { MAX_PARTITION_UNITS, PARTITION_UNIT, partitionsToMake, type SeqRange, unitsOfNext } from '../../src/domain/retention/event-partition.ts';
import { dayOfIso, isoDay, isRangeExpired, LINE_PARTITIONS_KEPT, rangesToMake, WEEK_DAYS, weekOf, weeksOfPartition } from '../../src/domain/retention/line-week.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-21T12:00:00Z');

interface Logged { readonly seq: number; readonly ageDays: number }

/** A log in the order of its numbers, with holes, cut into partitions of 10 numbers; older events have smaller numbers. */
const anyLog = fc.record({
  events: fc.array(fc.record({ gap: fc.integer({ min: 1, max: 12 }), days: fc.double({ min: 0, max: 6, noNaN: true }) }), { maxLength: 60 }),
  youngest: fc.double({ min: 0, max: 50, noNaN: true }),
  unsettled: fc.integer({ min: 0, max: 15 }),
  retentionDays: fc.integer({ min: 1, max: 40 }),
}).map(({ events, youngest, unsettled, retentionDays }) => {
  let seq = 0;
  let ageDays = youngest + events.reduce((sum, { days }) => sum + days, 0);
  const log = events.map((event): Logged => ({ seq: (seq += event.gap), ageDays: (ageDays -= event.days) }));
  return { log, settled: Math.max(0, seq - unsettled), allocated: seq, retentionDays };
});

/** Whole milliseconds, as times have: sums of fractions miss a boundary by less. */
function ageMs({ ageDays }: Logged): number {
  return Math.round(ageDays * DAY_MS);
}

/** Applies the rule until nothing changes, looking through `window` numbers at a time; gives each floor on the way. */
function floorsOf({ log, settled, retentionDays }: { log: readonly Logged[]; settled: number; retentionDays: number }, window: number): readonly number[] {
  const cutoffs = cutoffsOf(NOW, retentionDays);
  const at = (event: Logged): Date => new Date(NOW.getTime() - ageMs(event));
  const floors = [0];
  for (;;) {
    const floor = floors.at(-1)!;
    const last = Math.floor((floor + 1) / 10) * 10 + 9;
    const there = log.filter(({ seq }) => seq > floor && seq <= last);
    const [oldest, newest] = [there[0], there.at(-1)];
    const fate = fateOf({ last, oldestAt: oldest ? at(oldest) : null, newestAt: newest ? at(newest) : null }, { settled, cutoffs });
    if (fate === 'KEEP') return floors;
    const upTo = Math.min(floor + window, last);
    const young = there.find((event) => event.seq <= upTo && at(event) >= cutoffs.expired);
    const next = fate === 'FORGET' ? last : floorOver({ upTo, firstYoung: young?.seq ?? null }, settled);
    if (next <= floor) return floors;
    floors.push(next);
  }
}

test('the floor only rises, never over what is young or not settled, and never stays below what is overdue and settled', () => {
  fc.assert(fc.property(anyLog, fc.integer({ min: 1, max: 12 }), (world, window) => {
    const floors = floorsOf(world, window);
    expect(floors).toEqual(floors.toSorted((a, b) => a - b));
    const floor = floors.at(-1)!;
    expect(floor).toBeLessThanOrEqual(world.settled);
    for (const event of world.log) {
      if (event.seq <= floor) expect(ageMs(event)).toBeGreaterThan(world.retentionDays * DAY_MS);
      else if (event.seq <= world.settled) expect(ageMs(event)).toBeLessThanOrEqual((world.retentionDays + Math.min(OVERDUE_DAYS, world.retentionDays)) * DAY_MS);
    }
  }), { numRuns: 1_000 });
});

test('a log that fills a partition within the time that events may be overdue is never trimmed: whole partitions go', () => {
  fc.assert(fc.property(anyLog, ({ log, settled, retentionDays }) => {
    const slack = Math.min(OVERDUE_DAYS, retentionDays);
    const quick = log.map((event) => ({ ...event, ageDays: (event.ageDays / 400) * slack }));
    const span = quick.length === 0 ? 0 : quick[0]!.ageDays - quick.at(-1)!.ageDays;
    fc.pre(span < slack);
    const aged = quick.map((event) => ({ ...event, ageDays: event.ageDays + retentionDays + 0.001 - quick.at(-1)!.ageDays }));
    for (const floor of floorsOf({ log: aged, settled, retentionDays }, 5).slice(1)) expect(floor % 10).toBe(9);
  }), { numRuns: 1_000 });
});

const anyPartitions = fc.array(fc.integer({ min: 1, max: MAX_PARTITION_UNITS }), { minLength: 1, maxLength: 8 }).map((sizes) => {
  let first = 0;
  return sizes.map((units): SeqRange => {
    const range = { first, last: first + units * PARTITION_UNIT - 1 };
    first = range.last + 1;
    return range;
  });
});

test('partitions join each other without gap or overlap, cover the next number, and the wanted ones wait behind it', () => {
  fc.assert(fc.property(anyPartitions, fc.nat(600), fc.nat(3), fc.integer({ min: 1, max: MAX_PARTITION_UNITS }), (have, millions, ahead, units) => {
    const next = millions * PARTITION_UNIT + 17;
    const covered = have.at(-1)!.last >= next;
    const made = partitionsToMake(have, { next, ahead, units });
    const all = [...have, ...made];
    made.forEach((range, i) => {
      const before = all[have.length + i - 1]!;
      if (covered || i > 0) expect(range.first).toBe(before.last + 1);
      else expect(range.first).toBeGreaterThan(before.last);
      expect(range.last - range.first + 1).toBe(units * PARTITION_UNIT);
    });
    expect(all.filter(({ first }) => first > next).length).toBeGreaterThanOrEqual(ahead);
    if (ahead > 0) expect(all.some(({ first, last }) => first <= next && next <= last)).toBe(true);
    expect(partitionsToMake(all, { next, ahead, units })).toEqual([]);
  }));
});

test('the next partition is never smaller than a unit, nor larger than the cap or twice the newest, and grows with the pace', () => {
  fc.assert(fc.property(fc.nat(), fc.nat(10 * DAY_MS), fc.integer({ min: 1, max: 3_650 }), fc.integer({ min: 1, max: MAX_PARTITION_UNITS }), (numbers, spanMs, retentionDays, newestUnits) => {
    const newest = { first: 0, last: newestUnits * PARTITION_UNIT - 1 };
    const units = unitsOfNext({ numbers, spanMs }, { retentionDays, newest });
    expect(units).toBeGreaterThanOrEqual(1);
    expect(units).toBeLessThanOrEqual(Math.min(MAX_PARTITION_UNITS, 2 * newestUnits));
    expect(unitsOfNext({ numbers: 2 * numbers, spanMs }, { retentionDays, newest })).toBeGreaterThanOrEqual(units);
    if (numbers === 0 || spanMs === 0) expect(units).toBe(1);
  }));
});

test('every day lies in the one week that begins on the Monday before or at it, and days survive being written', () => {
  expect(isoDay(weekOf(dayOfIso('2026-11-22')).from)).toBe('2026-11-16');
  expect(isoDay(weekOf(dayOfIso('2026-11-23')).from)).toBe('2026-11-23');
  fc.assert(fc.property(fc.nat(100_000), (day) => {
    const { from, to } = weekOf(day);
    expect(to - from).toBe(WEEK_DAYS);
    expect(from <= day && day < to).toBe(true);
    expect(new Date(from * DAY_MS).getUTCDay()).toBe(1);
    expect(dayOfIso(isoDay(day))).toBe(day);
  }));
});

test('after the ranges are made there is one for each day from today to the last week ahead, whatever was there, and none is made twice', () => {
  fc.assert(fc.property(fc.integer({ min: 20_000, max: 21_000 }), fc.nat(8), fc.array(fc.integer({ min: -10, max: 10 })), fc.boolean(), fc.integer({ min: 1, max: 9 }), (today, aheadWeeks, offsets, hasOldest, weeks) => {
    const own = [...new Set(offsets)].toSorted((a, b) => a - b).map((offset) => weekOf(today + offset * WEEK_DAYS));
    const have = hasOldest ? [{ from: Number.NEGATIVE_INFINITY, to: weekOf(today).to }, ...own.filter(({ from }) => from > today)] : own;
    const wish = { today, aheadWeeks, weeks };
    const made = rangesToMake(have, wish);
    const all = [...have, ...made].toSorted((a, b) => a.to - b.to);
    for (let day = today; day <= today + aheadWeeks * WEEK_DAYS; day++) expect(all.filter(({ from, to }) => from <= day && day < to)).toHaveLength(1);
    all.slice(1).forEach(({ from }, i) => expect(from).toBeGreaterThanOrEqual(all[i]!.to));
    for (const { from, to } of made) expect([weekOf(from).from, (to - from) % WEEK_DAYS]).toEqual([from, 0]);
    expect(rangesToMake(all, wish)).toEqual([]);
  }));
});

test('output kept for up to 60 weeks lies in single weeks, for longer in as many weeks as keep the partitions few', () => {
  expect([1, 365, 420].map(weeksOfPartition)).toEqual([1, 1, 1]);
  fc.assert(fc.property(fc.integer({ min: 1, max: 3_650 }), (retentionDays) => {
    const weeks = weeksOfPartition(retentionDays);
    expect(retentionDays / (weeks * WEEK_DAYS)).toBeLessThanOrEqual(LINE_PARTITIONS_KEPT);
    expect((weeks - 1) * WEEK_DAYS).toBeLessThanOrEqual(retentionDays / LINE_PARTITIONS_KEPT);
  }));
});

test('a range of days goes when its last line is older than so many whole days, and not before', () => {
  fc.assert(fc.property(fc.integer({ min: 20_000, max: 21_000 }), fc.integer({ min: 1, max: 400 }), fc.integer({ min: -500, max: 20 }), (today, retentionDays, offset) => {
    const range = weekOf(today + offset);
    const latestMs = range.to * DAY_MS - 1;
    const goes = isRangeExpired(range, { today, retentionDays });
    // Whatever the time of day: now is not before the beginning of today, and not after its end.
    if (goes) expect(today * DAY_MS - latestMs).toBeGreaterThan(retentionDays * DAY_MS);
    else expect((today + 1) * DAY_MS - range.to * DAY_MS).toBeLessThanOrEqual((retentionDays + 1) * DAY_MS);
  }));
});

const anyOutput = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }).chain((sizes) => {
  const lines = sizes.flatMap((size, g) => Array.from({ length: size }, (_, i) => ({ generation: g + 1, n: i + 1 })));
  return fc.record({ sizes: fc.constant(sizes), lines: fc.constant(lines), gone: fc.integer({ min: 0, max: lines.length }), at: fc.integer({ min: -1, max: lines.length - 1 }) });
});

test('a place is expired exactly when a line behind it is gone, and reading on from the oldest place misses nothing that is there', () => {
  fc.assert(fc.property(anyOutput, ({ sizes, lines, gone, at }) => {
    const kept = lines.slice(gone);
    const cut = sizes.flatMap((size, g): CutStream[] => {
      const firstKept = kept.find(({ generation }) => generation === g + 1)?.n ?? null;
      return firstKept === 1 ? [] : [{ generation: g + 1, next: size + 1, firstKept }];
    });
    const lost = lostLines(cut.toReversed());
    expect(lost).toEqual({ count: gone, upTo: gone === 0 ? null : lines[gone - 1] });
    const place = at < 0 ? { generation: 0, n: 0 } : lines[at]!;
    expect(isExpiredAfter(place, lost)).toBe(at + 1 < gone);
    if (at >= 0) expect(isExpiredBefore(place, lost)).toBe(at < gone);
    if (lost.upTo !== null) {
      const { upTo } = lost;
      expect(isExpiredAfter(upTo, lost)).toBe(false);
      expect(lines.filter((line) => isEarlier(upTo, line))).toEqual(kept);
    }
  }));
});
