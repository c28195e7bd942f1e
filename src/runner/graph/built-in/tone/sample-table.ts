// Samples looked up in tables of 256 values, one for each colour channel; alpha stays as it is.
import type { NodeCall, Raster } from '../../algorithm-code.ts';
import { inBands } from '../pacing.ts';
import { colourChannels, sample } from '../raster-channels.ts';

/** A table by what a value becomes; it is rounded and kept within 0 and 255. */
export function tableOf(become: (value: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => sample(become(value)));
}

/** The picture with every colour sample looked up in its channel's table; one table serves all channels. */
export async function lookedUp(raster: Raster, tables: readonly Uint8Array[], call: Pick<NodeCall, 'signal'>): Promise<Raster> {
  const { width, height, channels } = raster;
  const data = Uint8Array.from(raster.data);
  await inBands({ width: width * channels, height }, call.signal, (from, to) => {
    for (let c = 0; c < colourChannels(raster); c += 1) {
      const table = tables[c] ?? tables[0]!;
      for (let at = from * width * channels + c; at < to * width * channels; at += channels) data[at] = table[data[at]!]!;
    }
  });
  return { width, height, channels, data };
}
