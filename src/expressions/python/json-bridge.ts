// JSON and values of expressions: a whole JSON number is an int, any other a float; tuples become lists.
import type { JsonValue } from '../../domain/event/event.ts';
import { jsonFault, MAX_JSON_DEPTH } from '../../domain/input/json-fault.ts';
import { fail } from '../expression-error.ts';
import type { Meter } from '../meter.ts';
import { type DictValue, hashText, isItems, typeName, type Value } from './value.ts';

/** A variable as a value; throws LIMIT when it is too large or too deep. */
export function fromJson(value: JsonValue, meter: Meter): Value {
  return read(value, { meter, depth: 0 });
}

/** A result as JSON that can be kept. Throws when there is none: ints beyond 2^53, infinity, keys that are no texts, NUL. */
export function toJson(value: Value, meter: Meter): JsonValue {
  const json = plain(value, { meter, depth: 0 });
  const fault = jsonFault(json);
  return fault === null ? json : fail('VALUE', `the result cannot be kept: ${[...fault.path, fault.message].join(' ')}`);
}

interface Passage {
  readonly meter: Meter;
  readonly depth: number;
}

function read(value: JsonValue, { meter, depth }: Passage): Value {
  meter.spend(1);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_JSON_DEPTH) return fail('LIMIT', `the variable is nested deeper than ${MAX_JSON_DEPTH} levels`);
  const within = { meter, depth: depth + 1 };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: JsonValue) => read(item, within)) };
  return { kind: 'dict', entries: new Map(Object.entries(value).map(([key, inner]) => [hashText(key, meter), [key, read(inner, within)]])) };
}

function plain(value: Value, passage: Passage): JsonValue {
  const { meter, depth } = passage;
  meter.spend(1);
  if (depth > MAX_JSON_DEPTH) return fail('LIMIT', `the result is nested deeper than ${MAX_JSON_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return wholeNumber(value);
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'string') {
    meter.read(value.length);
    return value;
  }
  const within = { meter, depth: depth + 1 };
  return isItems(value) ? value.items.map((item) => plain(item, within)) : plainDict(value, within);
}

function wholeNumber(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : fail('OVERFLOW', 'the result is an int beyond 2^53, which JSON cannot carry exactly; make it a float(…) or a str(…)');
}

function finite(value: number): number {
  if (!Number.isFinite(value)) return fail('VALUE', `the result is ${Number.isNaN(value) ? 'no number (nan)' : 'infinite'}, which a variable cannot hold`);
  return value === 0 ? 0 : value;
}

// fromEntries defines the property whatever its name, so a key __proto__ is a key like any other.
function plainDict(value: DictValue, within: Passage): JsonValue {
  return Object.fromEntries([...value.entries.values()].map(([key, inner]) => {
    if (typeof key !== 'string') return fail('TYPE', `the result is a dict with a key of type ${typeName(key)}; keys must be texts to be kept, such as str(key)`);
    return [key, plain(inner, within)];
  }));
}
