// Spreading what lies between two percentiles over the whole range.
import type { NodeCall, NodeValue } from '../../algorithm-code.ts';
import { sampleCounts } from '../measure/sample-counts.ts';
import { imageAt, numberOf } from '../node-reading.ts';
import { colourChannels, picture } from '../raster-channels.ts';
import { lookedUp, tableOf } from './sample-table.ts';

/** Spreads each colour channel between its own percentiles. */
export async function normalize(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const shares = { lower: numberOf(call, 'lower') / 100, upper: numberOf(call, 'upper') / 100 };
  const counts = await sampleCounts(raster, null, call);
  return [picture(await lookedUp(raster, counts.slice(0, colourChannels(raster)).map((channel) => spreadTable(channel, shares)), call))];
}

// From the least value that more than `lower` of the samples do not exceed, to the least that `upper` of them do not.
function spreadTable(counts: Float64Array, { lower, upper }: { readonly lower: number; readonly upper: number }): Uint8Array {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let [low, high, sum] = [-1, -1, 0];
  for (const [value, count] of counts.entries()) {
    sum += count;
    if (low < 0 && sum > all * lower) low = value;
    if (high < 0 && sum > 0 && sum >= all * upper) high = value;
  }
  return high <= low ? tableOf((value) => value) : tableOf((value) => ((value - low) * 255) / (high - low));
}
