// Mirroring.
import type { NodeCall, NodeValue } from '../../algorithm-code.ts';
import { imageAt, textOf } from '../node-reading.ts';
import { inBands } from '../pacing.ts';
import { picture } from '../raster-channels.ts';

/** Mirrors left to right, top to bottom, or both. */
export async function flip(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const { width, height, channels, data } = raster;
  const direction = textOf(call, 'direction');
  const mirrored = new Uint8Array(data.length);
  const row = width * channels;
  await inBands({ width: row, height }, call.signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      const source = (direction === 'horizontal' ? y : height - 1 - y) * row;
      if (direction === 'vertical') mirrored.set(data.subarray(source, source + row), y * row);
      else for (let x = 0; x < width; x += 1) for (let c = 0; c < channels; c += 1) mirrored[y * row + x * channels + c] = data[source + (width - 1 - x) * channels + c]!;
    }
  });
  return [picture({ ...raster, data: mirrored })];
}
