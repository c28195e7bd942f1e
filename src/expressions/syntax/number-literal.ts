// Numbers as they are written: decimal, hexadecimal, octal and binary ints, floats, `_` between digits.
import { fail } from '../expression-error.ts';
import { checkedInt } from '../python/value.ts';

const OTHER_BASE = /^0(?:x(?:_?[0-9a-f])+|o(?:_?[0-7])+|b(?:_?[01])+)$/i;
const DECIMAL = /^(?:0(?:_?0)*|[1-9](?:_?\d)*)$/;
const FLOAT = /^(?:\d(?:_?\d)*)?(?:\.(?:\d(?:_?\d)*)?)?(?:e[+-]?\d(?:_?\d)*)?$/i;

/** The int (bigint) or float (number) that a literal stands for; throws SYNTAX, or LIMIT for ints too large. */
export function numberOf(text: string, column: number): bigint | number {
  const digits = text.replaceAll('_', '');
  if (OTHER_BASE.test(text) || DECIMAL.test(text)) return checkedInt(BigInt(digits));
  if (/^\d+$/.test(text)) return fail('SYNTAX', 'an int must not begin with 0; leave the zeros out', column);
  if (/j$/i.test(text)) return fail('SYNTAX', 'complex numbers are not available', column);
  return FLOAT.test(text) && /\d/.test(text) ? Number(digits) : fail('SYNTAX', `\`${text.slice(0, 50)}\` is no number`, column);
}
