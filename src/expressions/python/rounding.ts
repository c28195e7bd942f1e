// round(): half to even, on the exact binary value, so that round(2.675, 2) is 2.67 as in Python.
import { fail } from '../expression-error.ts';
import { roundedQuotient, scaled } from './exact-decimal.ts';
import { asNumber, checkedInt, requireInt, typeName, type Value } from './value.ts';

/** Beyond these places a float does not change, or is zero: it has no digits there. */
const MOST_PLACES = 323;
const LEAST_PLACES = -309;

/** Python's round(): without `places` an int, with them the type of the value. */
export function rounded(value: Value, places: Value): bigint | number {
  const number = asNumber(value);
  if (number === null) return fail('TYPE', `round takes a number, not ${typeName(value)}`);
  if (places === null) return typeof number === 'bigint' ? number : wholeOf(number);
  const count = requireInt(places, 'the places of round');
  return typeof number === 'bigint' ? roundedInt(number, count) : roundedFloat(number, Number(count));
}

function wholeOf(value: number): bigint {
  if (Number.isNaN(value)) return fail('VALUE', 'nan cannot be rounded to an int');
  return Number.isFinite(value) ? checkedInt(scaled(value, 0)) : fail('OVERFLOW', 'infinity cannot be rounded to an int');
}

function roundedInt(value: bigint, places: bigint): bigint {
  if (places >= 0n) return value;
  if (places < BigInt(LEAST_PLACES)) return 0n;
  const unit = 10n ** -places;
  const size = roundedQuotient(value < 0n ? -value : value, unit) * unit;
  return checkedInt(value < 0n ? -size : size);
}

function roundedFloat(value: number, places: number): number {
  if (!Number.isFinite(value) || places > MOST_PLACES) return value;
  if (places < LEAST_PLACES) return zeroLike(value);
  const digits = scaled(value, places);
  if (digits === 0n) return zeroLike(value);
  // Reading the decimal text back gives the nearest float; a division by 10^places would round twice.
  const result = Number(`${digits}e${-places}`);
  return Number.isFinite(result) ? result : fail('OVERFLOW', 'the rounded value is too large for a float');
}

function zeroLike(value: number): number {
  return value < 0 || Object.is(value, -0) ? -0 : 0;
}
