// Decimal digits of floats, rounded half to even on the exact binary value, as Python rounds and formats.

const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1075;

/** The nearest int to `value` × 10^`digits`, ties to even. `value` must be finite. */
export function scaled(value: number, digits: number): bigint {
  const { mantissa, exponent } = parts(value);
  const numerator = mantissa * power(10n, digits) * power(2n, exponent);
  const denominator = power(10n, -digits) * power(2n, -exponent);
  const magnitude = roundedQuotient(numerator, denominator);
  return value < 0 ? -magnitude : magnitude;
}

/** `numerator` / `denominator`, ties to even; neither is negative. */
export function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** The float nearest to `numerator` / `denominator`; a plain division would round ints beyond 2^53 twice. */
export function nearestFloat(numerator: bigint, denominator: bigint): number {
  const [top, bottom] = [magnitude(numerator), magnitude(denominator)];
  if (top <= BigInt(Number.MAX_SAFE_INTEGER) && bottom <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(numerator) / Number(denominator);
  const shift = Math.max(0, 64 + bitLength(bottom) - bitLength(top));
  const wide = top << BigInt(shift);
  // The last bit stands for everything that was cut: with 55 bits or more before it the rounding to 53 sees which side it is on.
  const quotient = (wide / bottom) | (wide % bottom === 0n ? 0n : 1n);
  const result = Number(quotient) * 2 ** -shift;
  return numerator < 0n === denominator < 0n ? result : -result;
}

/** `value` with exactly `digits` decimals; `digits` is 0 or more. */
export function fixedText(value: number, digits: number): string {
  const text = magnitude(scaled(value, digits)).toString().padStart(digits + 1, '0');
  const point = text.length - digits;
  return `${signOf(value)}${text.slice(0, point)}${digits > 0 ? `.${text.slice(point)}` : ''}`;
}

/** Significant digits and exponent: `value` ≈ d.ddd × 10^exponent with `digits` decimals in the mantissa; the sign left out. */
export function significant(value: number, digits: number): { readonly text: string; readonly exponent: number } {
  if (value === 0) return { text: '0'.repeat(digits + 1), exponent: 0 };
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const written = Number(exponent);
  // The shortest text of what lies just below a power of ten may be that power: 1e23 is 9.99…e22.
  const below = mantissa === '1' ? magnitude(scaled(value, digits - written + 1)).toString() : null;
  if (below !== null && below.length <= digits + 1) return { text: below, exponent: written - 1 };
  const text = magnitude(scaled(value, digits - written)).toString();
  // 9.99 rounded to one decimal is 10.0: one digit more, all of them zero but the first.
  return text.length > digits + 1 ? { text: text.slice(0, digits + 1), exponent: written + 1 } : { text, exponent: written };
}

/** `-` for negative values, minus zero among them. */
export function signOf(value: number): '-' | '' {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

/** Bits of an int that is not negative; within four of the exact number, never below it. */
export function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function power(of: bigint, exponent: number): bigint {
  return exponent > 0 ? of ** BigInt(exponent) : 1n;
}

function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const biased = Number(raw >> MANTISSA_BITS);
  const fraction = raw & ((1n << MANTISSA_BITS) - 1n);
  return biased === 0 ? { mantissa: fraction, exponent: 1 - EXPONENT_BIAS } : { mantissa: fraction | (1n << MANTISSA_BITS), exponent: biased - EXPONENT_BIAS };
}
