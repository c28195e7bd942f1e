// A picture that is drawn into: filled rectangles and text, cut at the edges.
import type { Raster } from '../../algorithm-code.ts';
import { isInked, LETTER } from './letter-shapes.ts';
import type { Colour } from './number-colour.ts';

/** A picture in colour whose samples may be written to. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** Edges of a rectangle in pixels; right and bottom are not part of it. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A copy of a picture to draw into; grey becomes colour. */
export function canvasOf({ width, height, channels, data }: Raster): Canvas {
  if (channels !== 1) return { width, height, channels, data: Uint8Array.from(data) };
  const colours = new Uint8Array(width * height * 3);
  for (let i = 0, to = 0; i < data.length; i += 1, to += 3) colours.fill(data[i]!, to, to + 3);
  return { width, height, channels: 3, data: colours };
}

/** Fills a rectangle; a colour that is not opaque lets through what is below. */
export function fillRectangle(canvas: Canvas, edges: Edges, colour: Colour): void {
  const left = Math.max(0, edges.left);
  const right = Math.min(canvas.width, edges.right);
  const bottom = Math.min(canvas.height, edges.bottom);
  for (let y = Math.max(0, edges.top); y < bottom; y += 1) {
    for (let x = left, at = (y * canvas.width + left) * canvas.channels; x < right; x += 1, at += canvas.channels) dye(canvas, at, colour);
  }
}

/** Writes text with its top left corner at a point; a letter's pixel is `scale` pixels wide and high. */
export function writeText(canvas: Canvas, { text, x, y, scale }: { readonly text: string; readonly x: number; readonly y: number; readonly scale: number }, colour: Colour): void {
  for (const [index, letter] of [...text].entries()) {
    const first = x + index * LETTER.advance * scale;
    if (first >= canvas.width) return;
    for (let row = 0; row < LETTER.height; row += 1) {
      for (let column = 0; column < LETTER.width; column += 1) {
        if (!isInked(letter, column, row)) continue;
        const left = first + column * scale;
        fillRectangle(canvas, { left, top: y + row * scale, right: left + scale, bottom: y + (row + 1) * scale }, colour);
      }
    }
  }
}

function dye({ channels, data }: Canvas, at: number, { r, g, b, a }: Colour): void {
  const keep = 255 - a;
  data[at] = Math.round((r * a + data[at]! * keep) / 255);
  data[at + 1] = Math.round((g * a + data[at + 1]! * keep) / 255);
  data[at + 2] = Math.round((b * a + data[at + 2]! * keep) / 255);
  if (channels === 4) data[at + 3] = Math.max(data[at + 3]!, a);
}
