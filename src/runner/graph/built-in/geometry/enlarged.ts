// Enlarging with pixel centres where they belong: the image library moves an enlarged picture by half a new pixel to the right and down, and boxes found in it would be off.
import type { Raster } from '../../algorithm-code.ts';
import { inBands } from '../pacing.ts';
import { sample } from '../raster-channels.ts';
import { type AxisWeights, axisWeights } from './kernel-weights.ts';
import type { Size } from './picture-size.ts';

/** The picture at a new size, row by row: old rows are blended into one, which is resampled across. Nothing larger than a row is kept besides the result. */
export async function enlarged(raster: Raster, { width, height }: Size, { kernel, signal }: { readonly kernel: string; readonly signal: AbortSignal }): Promise<Raster> {
  const { channels } = raster;
  const down = axisWeights(kernel, raster.height, height);
  const across = axisWeights(kernel, raster.width, width);
  const data = new Uint8Array(width * height * channels);
  const blend = new Float64Array(raster.width * channels);
  const row = new Float64Array(width * channels);
  await inBands({ width: (raster.width + width) * channels, height, passes: Math.max(down.taps, across.taps) }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      blendRows(raster, down, { y, blend });
      resampleRow(blend, across, { row, channels });
      writeRow(row, data, { at: y * row.length, channels });
    }
  });
  return { ...raster, width, height, data };
}

// With alpha, colours weigh as much as they are seen.
function blendRows({ width, channels, data }: Raster, { taps, places, weights }: AxisWeights, { y, blend }: { readonly y: number; readonly blend: Float64Array }): void {
  blend.fill(0);
  for (let tap = y * taps; tap < (y + 1) * taps; tap += 1) {
    const weight = weights[tap]!;
    if (weight === 0) continue;
    const first = places[tap]! * width * channels;
    if (channels !== 4) for (let i = 0; i < blend.length; i += 1) blend[i]! += weight * data[first + i]!;
    else for (let i = 0; i < blend.length; i += 4) {
      const seen = weight * data[first + i + 3]!;
      blend[i]! += (seen * data[first + i]!) / 255;
      blend[i + 1]! += (seen * data[first + i + 1]!) / 255;
      blend[i + 2]! += (seen * data[first + i + 2]!) / 255;
      blend[i + 3]! += seen;
    }
  }
}

function resampleRow(blend: Float64Array, { taps, places, weights }: AxisWeights, { row, channels }: { readonly row: Float64Array; readonly channels: number }): void {
  for (let at = 0, first = 0; at < row.length; at += channels, first += taps) {
    for (let c = 0; c < channels; c += 1) {
      let sum = 0;
      for (let tap = first; tap < first + taps; tap += 1) sum += weights[tap]! * blend[places[tap]! * channels + c]!;
      row[at + c] = sum;
    }
  }
}

function writeRow(row: Float64Array, data: Uint8Array, { at, channels }: { readonly at: number; readonly channels: number }): void {
  if (channels !== 4) for (let i = 0; i < row.length; i += 1) data[at + i] = sample(row[i]!);
  else for (let i = 0; i < row.length; i += 4) {
    const seen = Math.min(255, Math.max(0, row[i + 3]!));
    for (let c = 0; c < 3; c += 1) data[at + i + c] = seen > 0 ? sample((row[i + c]! * 255) / seen) : 0;
    data[at + i + 3] = sample(seen);
  }
}
