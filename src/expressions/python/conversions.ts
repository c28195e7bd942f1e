// int(…) and float(…) of any value: floats are cut towards zero, texts must be a number and nothing else.
import { fail } from '../expression-error.ts';
import { EXPRESSION_LIMITS } from '../expression-limits.ts';
import { asNumber, checkedInt, typeName, type Value } from './value.ts';
import { stripped } from './whitespace.ts';

/** Python's int(): throws VALUE for texts that are no whole number, TYPE for lists and None. */
export function toInt(value: Value): bigint {
  if (typeof value === 'string') return intOfText(value);
  const number = asNumber(value);
  if (number === null) return fail('TYPE', `an int cannot be made from ${typeName(value)}`);
  if (typeof number === 'bigint') return number;
  if (Number.isNaN(number)) return fail('VALUE', 'an int cannot be made from nan');
  if (!Number.isFinite(number)) return fail('OVERFLOW', 'an int cannot be made from infinity');
  return checkedInt(BigInt(Math.trunc(number)));
}

/** Python's float(): throws VALUE for texts that are no number, TYPE for lists and None. */
export function toFloat(value: Value): number {
  if (typeof value === 'string') return floatOfText(value);
  const number = asNumber(value);
  return number === null ? fail('TYPE', `a float cannot be made from ${typeName(value)}`) : Number(number);
}

const INT = /^[+-]?\d(?:_?\d)*$/;
const FLOAT = /^[+-]?(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:e[+-]?\d(?:_?\d)*)?$/i;
const NAMED_FLOAT = /^([+-]?)(inf|infinity|nan)$/i;
// Decimal digits that surely fit into the widest int; longer texts are not even read.
const MOST_DIGITS = Math.ceil(EXPRESSION_LIMITS.intBits * 0.302);

function intOfText(text: string): bigint {
  const bare = stripped(text);
  if (!INT.test(bare)) return fail('VALUE', `${shown(text)} is not a whole number`);
  const digits = bare.replaceAll('_', '').replace(/^\+/, '');
  if (digits.length > MOST_DIGITS) return fail('LIMIT', `an int of ${digits.length} digits is too long; at most ${MOST_DIGITS}`);
  return checkedInt(digits.startsWith('-') ? -BigInt(digits.slice(1)) : BigInt(digits));
}

function floatOfText(text: string): number {
  const bare = stripped(text);
  if (FLOAT.test(bare)) return Number(bare.replaceAll('_', ''));
  const named = NAMED_FLOAT.exec(bare);
  if (named === null) return fail('VALUE', `${shown(text)} is not a number`);
  const size = named[2]?.toLowerCase() === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY;
  return named[1] === '-' ? -size : size;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}…` : text);
}
