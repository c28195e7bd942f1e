// Operators between any two values: numbers are computed with, texts and lists are joined and repeated.
import { fail } from '../expression-error.ts';
import type { Meter } from '../meter.ts';
import type { ArithmeticOperator, ComparisonOperator } from '../syntax/expression-tree.ts';
import { arithmetic } from './number-arithmetic.ts';
import { contains, equals, isLess, isLessOrEqual } from './ordering.ts';
import { asNumber, isItems, type ItemsValue, typeName, type Value } from './value.ts';

/** Left and right side of an operator. */
export type Sides = readonly [left: Value, right: Value];

/** `left operator right`. */
export function operate(operator: ArithmeticOperator, [left, right]: Sides, meter: Meter): Value {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== null && b !== null) return arithmetic(operator, a, b);
  if (operator === '+') return joined(left, right, meter) ?? refused(operator, left, right);
  if (operator === '*') return repeated(left, right, meter) ?? repeated(right, left, meter) ?? refused(operator, left, right);
  if (operator === '%' && typeof left === 'string') return fail('TYPE', "`%` does not format texts here; write f'{value:.2f}'");
  return refused(operator, left, right);
}

/** `left comparison right`. */
export function compare(operator: ComparisonOperator, [left, right]: Sides, meter: Meter): boolean {
  switch (operator) {
    case '==':
      return equals(left, right, meter);
    case '!=':
      return !equals(left, right, meter);
    case '<':
      return isLess(left, right, meter);
    case '<=':
      return isLessOrEqual(left, right, meter);
    case '>':
      return isLess(right, left, meter);
    case '>=':
      return isLessOrEqual(right, left, meter);
    case 'in':
      return contains(right, left, meter);
    case 'not in':
      return !contains(right, left, meter);
    case 'is':
      return left === right;
    case 'is not':
      return left !== right;
  }
}

function joined(left: Value, right: Value, meter: Meter): Value | undefined {
  if (typeof left === 'string' && typeof right === 'string') {
    meter.text(left.length + right.length);
    return left + right;
  }
  if (!isItems(left) || !isItems(right) || left.kind !== right.kind) return undefined;
  meter.items(left.items.length + right.items.length);
  return { kind: left.kind, items: [...left.items, ...right.items] };
}

/** Python counts repetitions in 64 bits and refuses others even where there is nothing to repeat. */
const MOST_TIMES = 2n ** 63n;

function repeated(of: Value, by: Value, meter: Meter): Value | undefined {
  const count = asNumber(by);
  if (typeof count !== 'bigint') return undefined;
  if (typeof of !== 'string' && !isItems(of)) return undefined;
  if (count >= MOST_TIMES || count < -MOST_TIMES) return fail('OVERFLOW', 'the number of repetitions is too large');
  const times = count < 0n ? 0 : Number(count);
  if (typeof of === 'string') {
    if (of === '') return of;
    meter.text(of.length * times);
    return of.repeat(times);
  }
  return repeatedItems(of, times, meter);
}

function repeatedItems(of: ItemsValue, times: number, meter: Meter): ItemsValue {
  if (of.items.length === 0) return of;
  meter.items(of.items.length * times);
  return { kind: of.kind, items: Array.from({ length: times }, () => of.items).flat() };
}

function refused(operator: ArithmeticOperator, left: Value, right: Value): never {
  return fail('TYPE', `\`${operator}\` does not go between ${typeName(left)} and ${typeName(right)}; convert one of them, such as float(…) or str(…)`);
}
