// Typed values as a lab user expects them: numbers written as text are numbers, JSON written as text is a list or a dict.
import type { JsonValue } from '../event/event.ts';
import { jsonFault } from '../input/json-fault.ts';
import type { ArgumentSignature, MethodSignature, ValueType } from './deck.ts';

/** The value in its type, or what is wrong with it in words that follow the name of the argument. */
export type Coerced = { readonly value: JsonValue } | { readonly fault: string };

const WHOLE = /^[+-]?\d+(?:\.0*)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([['true', true], ['1', true], ['false', false], ['0', false]]);

/**
 * A value as the type of an argument: `int` and `float` also from numbers written as text, `bool` from 1, 0 and the texts true,
 * false, 1, 0 in any case, `str` from numbers, `list` and `dict` from JSON written as text. Null, and for other types than `str`
 * and `any` the empty text, is a value only where the argument is nullable. Then its least, greatest and choices hold.
 */
export function coerceArgument(signature: ArgumentSignature, value: JsonValue): Coerced {
  if (value === null || (isBlank(value) && signature.type !== 'str' && signature.type !== 'any')) {
    return signature.nullable ? { value: null } : { fault: `must be ${NAMES[signature.type]}, not ${value === null ? 'null' : 'empty'}` };
  }
  const typed = coerceTo(signature.type, value);
  if ('fault' in typed) return typed;
  const fault = rangeFault(signature, typed.value) ?? choiceFault(signature, typed.value);
  return fault === null ? typed : { fault };
}

/** What a method gave, as the types it declares; null for a method that gives nothing. A result may always be null: it is then not kept. */
export function coerceResult(returns: MethodSignature['returns'], value: JsonValue | undefined): Coerced {
  if (value === undefined || value === null) return { value: null };
  if (returns === null) return { fault: `must give nothing, gave ${shownValue(value)}` };
  if (typeof returns === 'string') return coerceTo(returns, value);
  if (!Array.isArray(value) || value.length !== returns.length) return { fault: `must give a list of ${returns.length} results, gave ${shownValue(value)}` };
  const results = returns.map((type, i) => coerceArgument({ type, nullable: true }, (value as readonly JsonValue[])[i]!));
  const bad = results.findIndex((result) => 'fault' in result);
  if (bad >= 0) return { fault: `result ${bad + 1}: ${(results[bad] as { fault: string }).fault}` };
  return { value: results.map((result) => (result as { value: JsonValue }).value) };
}

/** A value in a few words, for messages: at most `MAX_SHOWN` characters. */
export function shownValue(value: JsonValue): string {
  const text = JSON.stringify(value);
  return (text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text).toWellFormed();
}

/** Most characters of a value that a message repeats. */
export const MAX_SHOWN = 60;

const NAMES: { readonly [type in ValueType]: string } = {
  int: 'a whole number',
  float: 'a number',
  bool: 'true or false',
  str: 'a text',
  list: 'a list',
  dict: 'a dict (an object of named values)',
  any: 'a value',
};

function coerceTo(type: ValueType, value: JsonValue): Coerced {
  const typed = CONVERSIONS[type](value);
  return typed === undefined ? { fault: `must be ${NAMES[type]}, is ${shownValue(value)}` } : { value: typed };
}

/** Each gives the value in its type, or undefined. */
const CONVERSIONS: { readonly [type in ValueType]: (value: JsonValue) => JsonValue | undefined } = {
  int: (value) => wholeNumber(typeof value === 'string' && WHOLE.test(value.trim()) ? Number(value) : value),
  float: (value) => finite(typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value),
  bool: (value) => (typeof value === 'boolean' ? value : typeof value === 'object' ? undefined : BOOLEANS.get(String(value).trim().toLowerCase())),
  str: (value) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined),
  list: (value) => jsonOf(value, Array.isArray),
  dict: (value) => jsonOf(value, (json) => typeof json === 'object' && json !== null && !Array.isArray(json)),
  any: (value) => value,
};

// Zero has one sign in JSON, so that what is stored equals what was given.
function wholeNumber(value: JsonValue): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) + 0 : undefined;
}

function finite(value: JsonValue): number | undefined {
  return Number.isFinite(value) ? (value as number) + 0 : undefined;
}

function jsonOf(value: JsonValue, fits: (json: unknown) => boolean): JsonValue | undefined {
  const json = typeof value === 'string' ? parsed(value) : value;
  return fits(json) && jsonFault(json) === null ? json : undefined;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // no JSON: the caller says what is wanted instead
  }
}

function rangeFault({ min, max }: ArgumentSignature, value: JsonValue): string | null {
  if (typeof value !== 'number') return null;
  if (min !== undefined && value < min) return `must be at least ${min}, is ${value}`;
  return max !== undefined && value > max ? `must be at most ${max}, is ${value}` : null;
}

function choiceFault({ choices }: ArgumentSignature, value: JsonValue): string | null {
  if (choices === undefined || choices.some((choice) => choice === value)) return null;
  return `must be one of ${shownList(choices.map((choice) => shownValue(choice)))}, is ${shownValue(value)}`;
}

/** Most names or choices that a message lists. */
export const MAX_LISTED = 20;

/** A list of words for a message, cut after `MAX_LISTED`. */
export function shownList(words: readonly string[]): string {
  const more = words.length > MAX_LISTED ? ` and ${words.length - MAX_LISTED} more` : '';
  return words.slice(0, MAX_LISTED).join(', ') + more;
}

function isBlank(value: JsonValue): boolean {
  return typeof value === 'string' && value.trim() === '';
}
