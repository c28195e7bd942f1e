// A rectangle of a picture: cut out, or laid onto another.
import type { Raster } from '../../algorithm-code.ts';
import type { Size } from './picture-size.ts';

/** Top left corner. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** The rectangle at a corner; it must lie within the picture. */
export function cutOut(raster: Raster, { x, y }: Corner, { width, height }: Size): Raster {
  const { channels, data } = raster;
  const cut = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row += 1) {
    const from = ((y + row) * raster.width + x) * channels;
    cut.set(data.subarray(from, from + width * channels), row * width * channels);
  }
  return { ...raster, width, height, data: cut };
}

/** Writes a picture into `canvas`, which is of `size` and has as many channels; it must lie within. */
export function layOnto(canvas: Uint8Array, size: Size, { raster, x, y }: Corner & { readonly raster: Raster }): void {
  const row = raster.width * raster.channels;
  for (let line = 0; line < raster.height; line += 1) canvas.set(raster.data.subarray(line * row, (line + 1) * row), ((y + line) * size.width + x) * raster.channels);
}
