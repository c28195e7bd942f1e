// Colours that tell numbered things apart.

/** A colour, 0 to 255 each. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** The part of the circle of hues that comes closest to none of the ones before, however many there are. */
const GOLDEN = 0.618_033_988_749_895;

/** A bright colour for a number from 1 on: the same number always has the same one. */
export function colourOfNumber(number: number): Colour {
  const hue = ((number - 1) * GOLDEN) % 1;
  const part = (shift: number) => Math.round(255 * Math.min(1, Math.max(0.15, Math.abs(((hue + shift) % 1) * 6 - 3) - 1)));
  return { r: part(0), g: part(2 / 3), b: part(1 / 3), a: 255 };
}
