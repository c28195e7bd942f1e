// Parts that values of several families have: colours, boxes, points, pictures as text.
import { integerAt, invalid, listAt, numberAt, optional, textAt, type InputPath } from '../../input/check.ts';
import { openObjectAt } from '../open-object.ts';

/** Bounds of values as they are given: entries of one list, characters of one text. */
export const VALUE_LIMITS = { items: 1_000_000, text: 1_000_000 } as const;

/** A colour, each part from 0 to 255; `a` is 255 where nothing else is said. */
export interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** A colour without transparency. */
export type OpaqueColour = Omit<Colour, 'a'>;

/** A rectangle in pixels, from the top left corner. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A point in pixels. */
export interface PixelPoint {
  readonly x: number;
  readonly y: number;
}

/** A colour; opaque black when absent. */
export function colourAt(value: unknown, path: InputPath): Colour {
  const { r, g, b } = opaqueColourAt(value ?? {}, path);
  return { r, g, b, a: optional(openObjectAt(value ?? {}, path)['a'], (v) => shadeAt(v, [...path, 'a']), 255) };
}

/** A colour without transparency; parts that are absent are 0. */
export function opaqueColourAt(value: unknown, path: InputPath): OpaqueColour {
  const given = openObjectAt(value, path);
  const shade = (key: string) => optional(given[key], (v) => shadeAt(v, [...path, key]), 0);
  return { r: shade('r'), g: shade('g'), b: shade('b') };
}

/** A box; every member is needed. */
export function boxAt(value: unknown, path: InputPath): PixelBox {
  const given = openObjectAt(value, path);
  const member = (key: string) => amountAt(given[key], [...path, key]);
  return { x: member('x'), y: member('y'), width: member('width'), height: member('height') };
}

/** Points of an outline. */
export function polygonAt(value: unknown, path: InputPath): readonly PixelPoint[] {
  return itemsAt(value, path, (point, at) => {
    const given = openObjectAt(point, at);
    return { x: amountAt(given['x'], [...at, 'x']), y: amountAt(given['y'], [...at, 'y']) };
  });
}

/** A list within bounds; absent is empty. */
export function itemsAt<T>(value: unknown, path: InputPath, entry: (value: unknown, path: InputPath) => T): readonly T[] {
  return listAt(value ?? [], path, { max: VALUE_LIMITS.items, entry });
}

/** Any finite number. */
export function amountAt(value: unknown, path: InputPath): number {
  return numberAt(value, path, { min: -Number.MAX_VALUE, max: Number.MAX_VALUE });
}

/** A whole number that identifies something; the fallback when absent. */
export function indexAt(value: unknown, path: InputPath, fallback: number): number {
  return optional(value, (v) => integerAt(v, path, { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }), fallback);
}

/** A text; empty when absent. */
export function labelAt(value: unknown, path: InputPath): string {
  return optional(value, (v) => textAt(v, path, { max: VALUE_LIMITS.text }), '');
}

/** A confidence; 1 when absent. */
export function confidenceAt(value: unknown, path: InputPath): number {
  return optional(value, (v) => amountAt(v, path), 1);
}

/** Base64 of a picture. Only what is cheap to see is judged: whether it decodes is found out by who decodes it. */
export function pictureTextAt(value: unknown, path: InputPath): string {
  if (typeof value !== 'string') invalid(path, 'must be a text: the base64 of an image file');
  if (value === '') invalid(path, 'must not be empty: give the base64 of an image file');
  if (value.startsWith('data:')) invalid(path, 'must be the base64 alone; leave out the beginning up to the comma ("data:image/…;base64,")');
  if (/[-_]/.test(value.slice(0, LOOKED_AT))) invalid(path, 'must be in the standard base64 alphabet with + and /, not in that of URLs with - and _');
  return value;
}

/** How many characters of a picture are looked at: it may have a hundred million. */
const LOOKED_AT = 4_096;

function shadeAt(value: unknown, path: InputPath): number {
  return integerAt(value, path, { min: 0, max: 255 });
}
