// Values as Python has them: an int is a bigint and a float a number, so that 6/2 stays 3.0 until it becomes JSON.
import { fail } from '../expression-error.ts';
import { EXPRESSION_LIMITS } from '../expression-limits.ts';
import type { Meter } from '../meter.ts';

/** A list or a tuple. */
export interface ItemsValue {
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Value[];
}

/** A dict: entries by the hash text of their key, in the order of insertion. */
export interface DictValue {
  readonly kind: 'dict';
  readonly entries: ReadonlyMap<string, readonly [key: Value, value: Value]>;
}

/** Any value of an expression. */
export type Value = null | boolean | bigint | number | string | ItemsValue | DictValue;

const MAX_INT = 1n << BigInt(EXPRESSION_LIMITS.intBits);

/** The int itself; throws LIMIT when it has grown too large to go on with. */
export function checkedInt(value: bigint): bigint {
  if (value > MAX_INT || value < -MAX_INT) fail('LIMIT', `an int of more than ${EXPRESSION_LIMITS.intBits} bits would be made; use floats, such as 2.0`);
  return value;
}

/** Python's name of the type, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'None';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return 'str';
    default:
      return value.kind;
  }
}

/** The type of a value as the subject of a sentence: `an int`, `a list`, `None`. */
export function withArticle(value: Value): string {
  const name = typeName(value);
  return value === null ? name : `${name === 'int' ? 'an' : 'a'} ${name}`;
}

/** Is it a list or a tuple? */
export function isItems(value: Value): value is ItemsValue {
  return typeof value === 'object' && value !== null && value.kind !== 'dict';
}

/** Is it a dict? */
export function isDict(value: Value): value is DictValue {
  return typeof value === 'object' && value !== null && value.kind === 'dict';
}

/** An int or a float as it is, a bool as 0 or 1, null for everything else. */
export function asNumber(value: Value): bigint | number | null {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? BigInt(value) : null;
}

/** An int, or a bool as one; throws TYPE with `what` as the subject. */
export function requireInt(value: Value, what: string): bigint {
  const number = asNumber(value);
  return typeof number === 'bigint' ? number : fail('TYPE', `${what} must be an int, not ${typeName(value)}`);
}

/** A number as float; throws TYPE with `what` as the subject. */
export function requireFloat(value: Value, what: string): number {
  const number = asNumber(value);
  return number === null ? fail('TYPE', `${what} must be a number, not ${typeName(value)}`) : Number(number);
}

/** Python's truth: zero, empty and None are false. */
export function truth(value: Value): boolean {
  if (isItems(value)) return value.items.length > 0;
  return isDict(value) ? value.entries.size > 0 : typeof value === 'number' ? value !== 0 : Boolean(value);
}

/** Text that two keys of a dict share exactly when Python finds them equal; throws TYPE for lists and dicts. */
export function hashText(key: Value, meter: Meter): string {
  if (key === null) return 'none';
  const number = asNumber(key);
  if (number !== null) return `number ${Number.isInteger(number) ? BigInt(number) : number}`;
  if (typeof key === 'string') {
    meter.read(key.length);
    return `text ${key}`;
  }
  if (!isItems(key) || key.kind !== 'tuple') return fail('TYPE', `${withArticle(key)} cannot be the key of a dict; use a text or a number`);
  const inner = key.items.map((each) => hashText(each, meter));
  // Each part behind its length: quoting would double at every level.
  const text = inner.map((each) => `${each.length}:${each}`).join('');
  meter.text(text.length);
  return `tuple ${text}`;
}
