// Numbers of 16 bits with a broken part: those of IEEE 754, and the upper halves of 32-bit ones.

const word = new DataView(new ArrayBuffer(4));

/** The bits of the nearest half-precision number; beyond 65,504 infinity, ties to even. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  // 65,520 is half way between the largest one and what would be the next.
  if (size >= 65_520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24);
  const exponent = exponentOf(size);
  // A mantissa that rounds up to 2,048 carries into the exponent, as the bits are one number.
  return sign | (((exponent + 14) << 10) + roundEven(size * 2 ** (10 - exponent)));
}

/** The number that half-precision bits are. */
export function floatOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, mantissa] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + mantissa / 1_024) * 2 ** (exponent - 15);
}

/** The upper half of the 32-bit number, rounded, ties to even. */
export function bfloatBits(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** The number whose upper half these bits are. */
export function bfloatOf(bits: number): number {
  word.setUint32(0, bits * 65_536);
  return word.getFloat32(0);
}

// By the bits, not by a logarithm, which is off by one beside powers of two.
function exponentOf(size: number): number {
  word.setFloat32(0, size);
  const exponent = ((word.getUint32(0) >> 23) & 0xff) - 127;
  // The 32-bit number may have been rounded up to the next power.
  return 2 ** exponent > size ? exponent - 1 : exponent;
}

function roundEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}
