// Casting to the types of variables: as Python's int, float and str do it; bool reads words, for bool('False') would be true.
import { assertNever } from '../domain/errors.ts';
import type { JsonValue } from '../domain/event/event.ts';
import type { VariableType } from '../domain/steps/step.ts';
import { fail } from './expression-error.ts';
import { Meter } from './meter.ts';
import { toFloat, toInt } from './python/conversions.ts';
import { fromJson, toJson } from './python/json-bridge.ts';
import { strOf } from './python/text-form.ts';
import { truth, type Value } from './python/value.ts';
import { stripped } from './python/whitespace.ts';

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', 'no', 'off', '0', '']);

/**
 * A value cast to a type: int cuts decimals off and reads whole numbers from texts, float reads numbers, str writes as Python's
 * str(), bool takes the truth of a value and reads the words true, yes, on, 1, false, no, off, 0 and nothing at all. Throws
 * ExpressionError for texts that are none, for lists to numbers, and for results that JSON cannot hold.
 */
export function castTo(type: VariableType, value: JsonValue): JsonValue {
  const meter = new Meter();
  return castValue(type, fromJson(value, meter), meter);
}

/** The cast of a value that an expression gave, which still knows floats from ints. */
export function castValue(type: VariableType, value: Value, meter: Meter): JsonValue {
  return toJson(cast(type, value, meter), meter);
}

/** Python's truth: false, null, zero, the empty text, the empty list and the empty object are false, everything else is true. */
export function isTruthy(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}

function cast(type: VariableType, value: Value, meter: Meter): Value {
  switch (type) {
    case 'int':
      return toInt(value);
    case 'float':
      return toFloat(value);
    case 'bool':
      return typeof value === 'string' ? boolOfText(value) : truth(value);
    case 'str':
      return textOf(value, meter);
    default:
      return assertNever(type);
  }
}

function boolOfText(text: string): boolean {
  const word = stripped(text).toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : fail('VALUE', `${JSON.stringify(text.slice(0, 50))} is neither true nor false; write true or false, or a comparison such as x != ''`);
}

function textOf(value: Value, meter: Meter): string {
  const text = strOf(value, meter);
  meter.text(text.length);
  return text;
}
