// What measurements report: the arithmetic of paired rounds, merging of results, tables and plots.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureText, ratioText } from '../../bench/figure-text.ts';
import { compare, inRounds, median, quartilesOf } from '../../bench/medians.ts';
import { logAxis } from '../../bench/plot/log-axis.ts';
import { figureTables, filled, headlineTable, plotsOf, scaleTable } from '../../bench/report.ts';
import { mergeResults, type RoomResults } from '../../bench/results.ts';
import { type BenchRow, isKept } from '../../bench/row.ts';
import { type ClientClass, WireTap } from '../../bench/wire-tap.ts';

const CIRCUMSTANCES = { at: '2026-01-02T03:04:05Z', cpu: 'one', cores: 2, memory: 2 ** 33, platform: 'linux', versions: { node: 'v26' } };
const FIGURES = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

function room(name: string, rows: readonly BenchRow[]): RoomResults {
  return { room: name, circumstances: CIRCUMSTANCES, rows };
}

const MISSED: BenchRow = { name: 'a <slow> thing', unit: 'ms', peerName: 'a & b', promise: { sense: 'at most', ratio: 1.5 }, headline: true, ...compare([4, 4, 8], [2, 2, 2]) };
const KEPT: BenchRow = { name: 'a fast thing', unit: 'tasks/s', peerName: 'another', promise: { sense: 'at least', ratio: 0.5 }, ...compare([300, 200, 250], [400, 200, 300]) };
const SCALE: readonly BenchRow[] = [10_000, 1_000_000].map((x) => ({ name: `claim, ${x} tasks`, unit: 'ms', peerName: 'the same of 1,000', place: { plot: 'scale', line: 'claim', x }, promise: { sense: 'at most', ratio: 1.5 }, ...compare([1.2, 1.1], [1, 1]) }));

describe('paired rounds', () => {
  it('take turns at going first, and give each side one figure a round', async () => {
    const order: string[] = [];
    const side = (name: string) => () => { order.push(name); return Promise.resolve(order.length); };
    const figures = await inRounds(3, { a: side('a'), b: side('b') });
    expect(order.join('')).toBe('abbaab');
    expect(figures).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
  });

  it('give a ratio that is the median over pairs, so that noise which hits both sides of a pair leaves no trace', () => {
    const calm = compare([2, 2, 2, 2, 2], [1, 1, 1, 1, 1]);
    const noisy = compare([2, 20, 2, 200, 2], [1, 10, 1, 100, 1]);
    expect(noisy.ratio).toBe(calm.ratio);
    expect(noisy.quartiles?.ratio).toEqual([2, 2]);
    expect(noisy.pairs).toBe(5);
  });

  it('refuse to compare sides that have not the same number of rounds, or none', () => {
    expect(() => compare([1, 2], [1])).toThrow('make no pairs');
    expect(() => compare([], [])).toThrow('make no pairs');
  });

  it('have quartiles on either side of the median, within the figures', () => {
    fc.assert(fc.property(FIGURES, (figures) => {
      const [first, third] = quartilesOf(figures);
      expect(first).toBeLessThanOrEqual(median(figures));
      expect(third).toBeGreaterThanOrEqual(median(figures));
      expect(first).toBeGreaterThanOrEqual(Math.min(...figures));
      expect(third).toBeLessThanOrEqual(Math.max(...figures));
    }));
  });
});

describe('results', () => {
  it('of a room that is measured anew replace its old ones and no others, in the order of the rooms', () => {
    const merged = mergeResults([room('b', [KEPT]), room('a', [KEPT]), room('gone', [])], [room('b', [MISSED])], ['a', 'b', 'c']);
    expect(merged.map(({ room: name, rows }) => [name, rows[0]?.name])).toEqual([['a', KEPT.name], ['b', MISSED.name]]);
  });

  it('keep a promise in its own sense', () => {
    expect([isKept(MISSED), isKept(KEPT)]).toEqual([false, true]);
    expect(isKept({ ...KEPT, promise: { sense: 'at most', ratio: 0.5 } })).toBe(false);
    expect(isKept({ ...KEPT, ratio: null })).toBeNull();
  });
});

describe('tables', () => {
  it('show every row with its ratio, its quartiles and whether its promise was kept', () => {
    const table = figureTables([room('a', [MISSED, KEPT])]);
    expect(table).toContain('| a <slow> thing | ms | 4 | a & b | 2 | 2.00 (2.00–3.00) | ≤ 1.5 **missed** | 3 |');
    expect(table).toContain('≥ 0.5 kept');
    expect(headlineTable([room('a', [MISSED, KEPT])])).not.toContain(KEPT.name);
  });

  it('show an operation at every size beside the smallest', () => {
    expect(scaleTable([room('scale', SCALE)])).toContain('| claim | 1 | 1.1 | 1.1 | 1.15 (1.13–1.18) | ≤ 1.5 kept |');
    expect(scaleTable([])).toBe('Not measured yet.');
  });

  it('stand between their marks, and a document without the marks is refused', () => {
    expect(filled('x <!-- t -->old<!-- /t --> y', { t: 'new' })).toBe('x <!-- t -->\nnew\n<!-- /t --> y');
    expect(() => filled('x <!-- t --> y', { t: 'new' })).toThrow('there is no place for t');
  });

  it('write figures with two or three digits that count', () => {
    expect([0.01234, 1.26, 12.34, 123.4, 12_345].map(figureText)).toEqual(['0.012', '1.3', '12.3', '123', '12,345']);
    expect([0.987, 16.3].map(ratioText)).toEqual(['0.99', '16']);
  });
});

describe('plots', () => {
  it('are well-formed drawings with every row in them, and foreign signs escaped', () => {
    const plots = plotsOf([room('claim and finish', [MISSED, KEPT]), room('live latency', [KEPT]), room('scale', SCALE)]);
    expect(Object.keys(plots).sort()).toEqual(['latency', 'promises', 'queue', 'scale']);
    for (const svg of Object.values(plots)) expect(elementsLeftOpen(svg)).toEqual([]);
    expect(plots['promises']).toContain('a &lt;slow&gt; thing / a &amp; b');
    expect(plots['promises']).toContain('prefers-color-scheme:dark');
  });

  it('have axes that hold all values between round numbers, in their order', () => {
    fc.assert(fc.property(FIGURES, (values) => {
      const axis = logAxis(values, { from: 0, to: 100 });
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      expect(axis.ticks[0]).toBeLessThanOrEqual(Math.min(...values));
      expect(axis.ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
      const places = values.toSorted((a, b) => a - b).map((value) => axis.at(value));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }));
    expect(() => logAxis([0, 1], { from: 0, to: 1 })).toThrow('cannot show');
  });
});

describe('the tap on the wire', () => {
  it('counts statements that are sent together as one round trip, and a transaction once', async () => {
    const target = { query: (text: string) => Promise.resolve(text) };
    const tap = new WireTap([target as unknown as ClientClass]);
    await Promise.all([target.query('BEGIN; SET LOCAL a = b'), target.query('SELECT 1')]);
    await target.query('COMMIT');
    await target.query('SELECT 2');
    const seen = tap.take();
    expect([seen.statements.length, seen.roundTrips, seen.transactions]).toEqual([4, 3, 2]);
    tap[Symbol.dispose]();
    await target.query('SELECT 3');
    expect(tap.take().statements).toEqual([]);
  });
});

/** Names of elements that are opened and not closed, or closed and not open. */
function elementsLeftOpen(xml: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, empty] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (empty) continue;
    if (!closing) open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
}
