// Taking items out: one by its index or key, several by a slice; negative places count from the end.
import { fail } from '../expression-error.ts';
import type { Meter } from '../meter.ts';
import { pointCount, pointsAt, pointSlice } from './code-points.ts';
import { asNumber, hashText, isDict, isItems, requireInt, typeName, withArticle, type Value } from './value.ts';
import { reprOf } from './text-form.ts';

/** `target[key]`; throws INDEX, KEY or TYPE as Python does. */
export function itemAt(target: Value, key: Value, meter: Meter): Value {
  if (isDict(target)) {
    const entry = target.entries.get(hashText(key, meter));
    return entry === undefined ? fail('KEY', `there is no key ${reprOf(key, meter).slice(0, 100)}; test with \`in\` first`) : entry[1];
  }
  const length = lengthOf(target, meter);
  const place = Number(requireInt(key, 'an index'));
  const from = place < 0 ? place + length : place;
  if (from < 0 || from >= length) return fail('INDEX', `there is no item ${place}; there are ${length}, the first is 0`);
  return typeof target === 'string' ? pointSlice(target, from, from + 1) : isItems(target) ? (target.items[from] ?? null) : noItems(target);
}

/** `target[start:stop:step]`; bounds beyond the ends are cut to them. */
export function sliceOf(target: Value, bounds: readonly [Value, Value, Value], meter: Meter): Value {
  const length = lengthOf(target, meter);
  const step = bounds[2] === null ? 1 : boundNumber(bounds[2]);
  if (step === 0) return fail('VALUE', 'the step of a slice must not be 0');
  const start = cut(bounds[0], step > 0 ? 0 : length - 1, { length, step });
  const stop = cut(bounds[1], step > 0 ? length : -1, { length, step });
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (typeof target === 'string') {
    meter.text(count);
    return step === 1 ? pointSlice(target, start, start + count) : pointsAt(target, placesFrom(start, step, count));
  }
  if (!isItems(target)) return noItems(target);
  meter.items(count);
  return { kind: target.kind, items: step === 1 ? target.items.slice(start, start + count) : placesFrom(start, step, count).map((place) => target.items[place] ?? null) };
}

/** Python's len(): code points of a text, items of a list, keys of a dict. */
export function lengthOf(value: Value, meter: Meter): number {
  if (typeof value === 'string') {
    meter.read(value.length);
    return pointCount(value);
  }
  if (isItems(value)) return value.items.length;
  return isDict(value) ? value.entries.size : noItems(value);
}

function noItems(value: Value): never {
  return fail('TYPE', `${withArticle(value)} has no items; it must be a text, a list or a dict`);
}

// Huge ints lose digits here, which is no loss: they lie beyond the ends either way.
function boundNumber(bound: Value): number {
  const number = asNumber(bound);
  return typeof number === 'bigint' ? Number(number) : fail('TYPE', `a slice takes ints, not ${typeName(bound)}`);
}

function cut(bound: Value, missing: number, line: { readonly length: number; readonly step: number }): number {
  if (bound === null) return missing;
  const place = boundNumber(bound);
  const [lowest, highest] = line.step > 0 ? [0, line.length] : [-1, line.length - 1];
  return Math.min(highest, Math.max(lowest, place < 0 ? place + line.length : place));
}

function placesFrom(start: number, step: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => start + n * step);
}
