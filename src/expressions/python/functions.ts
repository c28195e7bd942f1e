// The functions that an expression may call; how many arguments each takes the parser has checked.
import { fail } from '../expression-error.ts';
import type { Meter } from '../meter.ts';
import type { FunctionName } from '../syntax/vocabulary.ts';
import { toFloat, toInt } from './conversions.ts';
import { MATH } from './math-functions.ts';
import { operate } from './operators.ts';
import { isLess } from './ordering.ts';
import { rounded } from './rounding.ts';
import { lengthOf } from './subscript.ts';
import { strOf } from './text-form.ts';
import { asNumber, checkedInt, isDict, isItems, requireInt, truth, typeName, withArticle, type Value } from './value.ts';

/** What a function is given. */
export interface Call {
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly meter: Meter;
}

const FUNCTIONS: Readonly<Record<FunctionName, (call: Call) => Value>> = {
  ...MATH,
  abs: ({ args }) => absolute(args[0] ?? null),
  round: ({ args }) => rounded(args[0] ?? null, args[1] ?? null),
  min: (call) => extreme(call, (one, best) => isLess(one, best, call.meter)),
  max: (call) => extreme(call, (one, best) => isLess(best, one, call.meter)),
  sum: ({ args, meter }) => total(itemsOf(args[0] ?? null, meter), args[1] ?? 0n, meter),
  len: ({ args, meter }) => BigInt(lengthOf(args[0] ?? null, meter)),
  int: ({ args }) => (args.length === 0 ? 0n : toInt(args[0] ?? null)),
  float: ({ args }) => (args.length === 0 ? 0 : toFloat(args[0] ?? null)),
  bool: ({ args }) => truth(args[0] ?? null),
  str: ({ args, meter }) => (args.length === 0 ? '' : bounded(strOf(args[0] ?? null, meter), meter)),
  sorted,
  any: ({ args, meter }) => itemsOf(args[0] ?? null, meter).some(truth),
  all: ({ args, meter }) => itemsOf(args[0] ?? null, meter).every(truth),
  range: ({ args, meter }) => ({ kind: 'list', items: range(args, meter) }),
};

/** Calls a function; texts among the arguments are paid for by their length. */
export function callFunction(name: FunctionName, call: Call): Value {
  for (const each of call.args) if (typeof each === 'string') call.meter.read(each.length);
  return FUNCTIONS[name](call);
}

/** What a `for`, `sum` or `sorted` goes through: items of a list, characters of a text, keys of a dict. */
export function itemsOf(value: Value, meter: Meter): readonly Value[] {
  if (typeof value === 'string') {
    meter.items(lengthOf(value, meter));
    return [...value];
  }
  const items = isItems(value) ? value.items : isDict(value) ? [...value.entries.values()].map(([key]) => key) : fail('TYPE', `${withArticle(value)} has no items to go through; it must be a list, a text or a dict`);
  meter.spend(items.length);
  return items;
}

function bounded(text: string, meter: Meter): string {
  meter.text(text.length);
  return text;
}

function absolute(value: Value): Value {
  const number = asNumber(value);
  if (number === null) return fail('TYPE', `abs takes a number, not ${typeName(value)}`);
  return typeof number === 'number' ? Math.abs(number) : number < 0n ? -number : number;
}

function extreme(call: Call, better: (one: Value, best: Value) => boolean): Value {
  const { args, keywords, meter } = call;
  const single = args.length === 1;
  if (!single && keywords.has('default')) return fail('TYPE', '`default` goes with a single list');
  const [first, ...others] = single ? itemsOf(args[0] ?? null, meter) : args;
  if (first === undefined) return keywords.get('default') ?? emptyExtreme(keywords);
  return others.reduce((best, one) => (better(one, best) ? one : best), first);
}

function emptyExtreme(keywords: ReadonlyMap<string, Value>): Value {
  return keywords.has('default') ? null : fail('VALUE', 'an empty list has no least or greatest item; give default=…');
}

function total(items: readonly Value[], start: Value, meter: Meter): Value {
  if (typeof start === 'string') return fail('TYPE', "sum does not join texts; write ''.join(…)");
  return items.reduce((sum, item) => operate('+', [sum, item], meter), start);
}

// A merge sort looks at each item about log2(n) times; the comparisons pay for themselves.
function sorted({ args, keywords, meter }: Call): Value {
  const items = [...itemsOf(args[0] ?? null, meter)];
  const sign = truth(keywords.get('reverse') ?? false) ? -1 : 1;
  items.sort((one, other) => sign * (isLess(one, other, meter) ? -1 : isLess(other, one, meter) ? 1 : 0));
  return { kind: 'list', items };
}

function range(args: readonly Value[], meter: Meter): bigint[] {
  const [first = 0n, second, step = 1n] = args.map((each) => requireInt(each, 'what range takes'));
  const [start, stop] = second === undefined ? [0n, first] : [first, second];
  if (step === 0n) return fail('VALUE', 'the step of a range must not be 0');
  const distance = step > 0n ? stop - start : start - stop;
  const stride = step > 0n ? step : -step;
  const count = distance <= 0n ? 0n : (distance + stride - 1n) / stride;
  meter.items(Number(count));
  return Array.from({ length: Number(count) }, (_, n) => checkedInt(start + BigInt(n) * step));
}
