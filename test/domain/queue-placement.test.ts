// Placement: whatever is moved wherever, the line that the ranks make is the line that was asked for.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROOMY, placementIn, standingAt, standsIn, type Gap } from '../../src/domain/queue/placement.ts';
import { placeAt } from '../../src/domain/queue/place.ts';
import { RANK_STEP, compareStanding, type Standing } from '../../src/domain/queue/rank.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { lineMoved, type LinePlace } from './line-model.ts';

/** A queue as the table has it: rows with priority and rank, and the sequence of ranks. */
class RankedLine {
  readonly rows = new Map<string, Standing>();
  sequence = 1;
  /** Items whose rank was changed to make room. */
  shifted = 0;

  get line(): readonly Standing[] {
    return [...this.rows.values()].sort(compareStanding);
  }

  append(id: string, priority: number): void {
    this.rows.set(id, { id, priority, rank: this.sequence++ * RANK_STEP });
  }

  /** Moves by `placementIn`, looking at few items first. */
  move(ids: readonly string[], to: LinePlace): void {
    const moved = ids.map((id) => this.rows.get(id)!);
    for (let look = 1; ; look *= 2) {
      const gap = this.gap(moved, to, look);
      if (standsIn(gap, moved)) return;
      const placement = placementIn(gap, ids.length);
      if (placement === null) continue;
      this.shifted += placement.shifted.length;
      const ranks = placement.ranks ?? Array.from({ length: ids.length + placement.shifted.length }, () => this.sequence++ * RANK_STEP);
      [...ids, ...placement.shifted.map((item) => item.id)].forEach((id, i) => this.rows.set(id, { id, priority: gap.priority, rank: ranks[i]! }));
      return;
    }
  }

  private gap(moved: readonly Standing[], to: LinePlace, look: number): Gap {
    const others = this.line.filter((row) => !moved.includes(row));
    const at = 'index' in to ? Math.min(to.index, others.length) : others.findIndex((row) => row.id === ('before' in to ? to.before : to.after)) + ('after' in to ? 1 : 0);
    const priority = ('after' in to ? others[at - 1] : (others[at] ?? others.at(-1)))?.priority ?? moved[0]!.priority;
    const ofPriority = (rows: readonly Standing[]) => rows.filter((row) => row.priority === priority);
    const behind = ofPriority(others.slice(at));
    return { priority, before: ofPriority(others.slice(0, at)).at(-1) ?? null, behind: behind.slice(0, look), whole: behind.length <= look };
  }
}

const anyStep = fc.record({ what: fc.constantFrom('append', 'move', 'move', 'move', 'remove'), priority: fc.integer({ min: -1, max: 1 }), at: fc.nat(), many: fc.integer({ min: 1, max: 4 }), from: fc.nat(), how: fc.constantFrom('before', 'after', 'index') });

function placeOf(step: { at: number; how: string }, ids: readonly string[], others: readonly string[]): LinePlace {
  if (step.how === 'index' || others.length === 0) return { index: step.at % (ids.length + 2) };
  const id = others[step.at % others.length]!;
  return step.how === 'before' ? { before: id } : { after: id };
}

test('after any appends, moves and removals the line equals that of a plain list, and its priorities never rise', () => {
  fc.assert(fc.property(fc.array(anyStep, { maxLength: 120 }), (steps) => {
    const ranked = new RankedLine();
    let list: readonly { id: string; priority: number }[] = [];
    for (const step of steps) {
      const ids = list.map((item) => item.id);
      if (step.what === 'append' || ids.length === 0) {
        const id = uuidv7();
        ranked.append(id, step.priority);
        const at = list.findIndex((item) => item.priority < step.priority);
        list = list.toSpliced(at < 0 ? list.length : at, 0, { id, priority: step.priority });
      } else if (step.what === 'remove') {
        const id = ids[step.from % ids.length]!;
        ranked.rows.delete(id);
        list = list.filter((item) => item.id !== id);
      } else {
        const moved = [...new Set(Array.from({ length: step.many }, (_, i) => ids[(step.from + i * 7) % ids.length]!))];
        const to = placeOf(step, ids, ids.filter((id) => !moved.includes(id)));
        ranked.move(moved, to);
        list = lineMoved(list, moved, to)!;
      }
      expect(ranked.line.map(({ id, priority }) => ({ id, priority }))).toEqual(list);
    }
  }), { numRuns: 300 });
});

test('a line without any room, with ties that put-backs made, takes moves to any place all the same', () => {
  const dense = fc.array(fc.record({ id: fc.uuid(), priority: fc.integer({ min: 0, max: 1 }), rank: fc.integer({ min: 0, max: 4 }) }), { minLength: 2, maxLength: 40 });
  fc.assert(fc.property(dense, fc.nat(), fc.nat(), (rows, from, at) => {
    const ranked = new RankedLine();
    ranked.sequence = 100;
    for (const row of rows) ranked.rows.set(row.id, row);
    const before = ranked.line;
    const id = before[from % before.length]!.id;
    const to = { index: at % before.length };
    ranked.move([id], to);
    expect(ranked.line.map((row) => row.id)).toEqual(lineMoved(before, [id], to)!.map((row) => row.id));
  }));
});

test('a thousand moves to the same place shift fewer than twenty items each, although twenty moves use its room up', () => {
  const ranked = new RankedLine();
  for (let i = 0; i < 1_000; i++) ranked.append(uuidv7(), 0);
  const [first] = ranked.line;
  for (let i = 0; i < 1_000; i++) ranked.move([ranked.line.at(-1)!.id], { after: first!.id });
  expect(ranked.shifted).toBeGreaterThan(0);
  expect(ranked.shifted).toBeLessThan(20_000);
});

test('a renumbering leaves room for the next moves, unless it goes to the open end', () => {
  const item = (rank: number): Standing => ({ id: uuidv7(), priority: 0, rank });
  const behind = [item(11), item(12), item(13), item(10_000_000)];
  expect(placementIn({ priority: 0, before: item(10), behind: behind.slice(0, 2), whole: false }, 1)).toBeNull();
  const placement = placementIn({ priority: 0, before: item(10), behind, whole: true }, 1)!;
  expect(placement).toMatchObject({ ranks: null, shifted: behind });
  const roomy = placementIn({ priority: 0, before: item(10), behind: [item(11), item(12), item(10_000_000)], whole: true }, 1)!;
  expect(roomy.shifted).toHaveLength(2);
  const row = [10, ...roomy.ranks!, 10_000_000];
  for (let i = 1; i < row.length; i++) expect(row[i]! - row[i - 1]!).toBeGreaterThanOrEqual(ROOMY);
});

test('the item at an index is found from a part of the line that begins there, whatever is left out', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 30 }), fc.uniqueArray(fc.nat({ max: 29 }), { maxLength: 8 }), fc.nat({ max: 32 }), (length, out, index) => {
    const line = Array.from({ length }, (_, i) => ({ id: uuidv7(), priority: 0, rank: i }));
    const others = line.filter((_, i) => out.includes(i));
    const rows = line.slice(index, index + others.length + 1);
    expect(standingAt(index, rows, others)).toBe(line.filter((row) => !others.includes(row))[index] ?? null);
  }));
});

test('a place is exactly one of four things, and its fault has its own path', () => {
  const id = uuidv7();
  for (const place of [{ at: 'FRONT' }, { at: 'BACK' }, { before: id }, { after: id }, { index: 0 }]) expect(placeAt(place, ['to'])).toEqual(place);
  expect(placeAt({ before: id, after: null, index: undefined }, ['to'])).toEqual({ before: id });
  const faults: readonly [unknown, string[]][] = [
    [null, ['to']], ['FRONT', ['to']], [{}, ['to']], [{ at: 'FRONT', index: 1 }, ['to']], [{ at: 'MIDDLE' }, ['to', 'at']], [{ before: 'x' }, ['to', 'before']],
    [{ after: 7 }, ['to', 'after']], [{ index: -1 }, ['to', 'index']], [{ index: 1.5 }, ['to', 'index']], [{ index: 1e9 }, ['to', 'index']], [{ behind: id }, ['to', 'behind']],
  ];
  for (const [place, path] of faults) expect(() => placeAt(place, ['to'])).toThrow(expect.objectContaining({ code: 'INVALID', path }));
});
