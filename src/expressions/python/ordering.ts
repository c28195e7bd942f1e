// Comparing values as Python does: numbers with one another, texts by code points, lists item by item, the rest not at all.
import { fail } from '../expression-error.ts';
import type { Meter } from '../meter.ts';
import { hasAstral } from './code-points.ts';
import { includesText } from './text-search.ts';
import { asNumber, type DictValue, hashText, isDict, isItems, type ItemsValue, typeName, withArticle, type Value } from './value.ts';

/** Python's `==`: never throws for types that differ, they are just not equal. */
export function equals(left: Value, right: Value, meter: Meter): boolean {
  meter.spend(1);
  const [a, b] = [asNumber(left), asNumber(right)];
  // oxlint-disable-next-line eqeqeq -- an int and a float are compared by value, exactly
  if (a !== null && b !== null) return a == b;
  if (typeof left === 'string' && typeof right === 'string') {
    meter.read(Math.min(left.length, right.length));
    return left === right;
  }
  if (isItems(left) && isItems(right)) return left.kind === right.kind && left.items.length === right.items.length && firstDifference(left, right, meter) === left.items.length;
  return isDict(left) && isDict(right) ? equalDicts(left, right, meter) : left === right;
}

/** Python's `<`; throws TYPE for values that have no order. */
export function isLess(left: Value, right: Value, meter: Meter): boolean {
  meter.spend(1);
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== null && b !== null) return a < b;
  if (typeof left === 'string' && typeof right === 'string') {
    meter.read(Math.min(left.length, right.length));
    return lessText(left, right);
  }
  if (isItems(left) && isItems(right) && left.kind === right.kind) return lessItems(left, right, meter);
  return fail('TYPE', `${typeName(left)} and ${typeName(right)} cannot be ordered; convert one of them, such as float(…)`);
}

/** Python's `<=`, which is not the opposite of `>` when one side is no number. */
export function isLessOrEqual(left: Value, right: Value, meter: Meter): boolean {
  return isLess(left, right, meter) || equals(left, right, meter);
}

/** Python's `item in container`: within a text, among the items of a list, among the keys of a dict. */
export function contains(container: Value, item: Value, meter: Meter): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string') return fail('TYPE', `only a text can be in a text, not ${typeName(item)}; write str(…) in …`);
    meter.read(container.length + item.length);
    return includesText(container, item);
  }
  if (isItems(container)) return container.items.some((each) => equals(each, item, meter));
  if (isDict(container)) return container.entries.has(hashText(item, meter));
  return fail('TYPE', `nothing can be in ${withArticle(container)}; it must be a text, a list or a dict`);
}

function lessText(left: string, right: string): boolean {
  if (!hasAstral(left) && !hasAstral(right)) return left < right;
  const [a, b] = [[...left], [...right]];
  const place = a.findIndex((character, n) => character !== b[n]);
  if (place === -1) return a.length < b.length;
  return place < b.length && (a[place]?.codePointAt(0) ?? 0) < (b[place]?.codePointAt(0) ?? 0);
}

function firstDifference(left: ItemsValue, right: ItemsValue, meter: Meter): number {
  const length = Math.min(left.items.length, right.items.length);
  for (let n = 0; n < length; n += 1) {
    if (!equals(left.items[n] ?? null, right.items[n] ?? null, meter)) return n;
  }
  return length;
}

function lessItems(left: ItemsValue, right: ItemsValue, meter: Meter): boolean {
  const place = firstDifference(left, right, meter);
  if (place === left.items.length || place === right.items.length) return left.items.length < right.items.length;
  return isLess(left.items[place] ?? null, right.items[place] ?? null, meter);
}

function equalDicts(left: DictValue, right: DictValue, meter: Meter): boolean {
  if (left.entries.size !== right.entries.size) return false;
  for (const [hash, [, value]] of left.entries) {
    const other = right.entries.get(hash);
    if (other === undefined || !equals(value, other[1], meter)) return false;
  }
  return true;
}
