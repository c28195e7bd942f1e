// Histograms and statistics: both come out of the counts of samples.
import type { NodeCall, NodeValue } from '../../algorithm-code.ts';
import { imageAt, numberOf, optionalImageAt } from '../node-reading.ts';
import { channelNames } from '../raster-channels.ts';
import { sampleCounts } from './sample-counts.ts';

/** What kind of output a table of numbers is, and how it is drawn. */
const PLOT = 4;
const HISTOGRAM = 3;

/** Counts in bins, as text, a column for each channel. */
export async function histogram(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const bins = numberOf(call, 'bins');
  const counts = await sampleCounts(raster, optionalImageAt(call, 1), call);
  const labels = Array.from({ length: bins }, (_, bin) => String(Math.ceil((bin * 256) / bins)));
  const columns = counts.map((channel) => {
    const column = Array.from({ length: bins }, () => 0);
    for (const [value, count] of channel.entries()) column[Math.floor((value * bins) / 256)]! += count;
    return column.map(String);
  });
  return [{ type: 'NUMERIC_VALUES', json: { outputType: PLOT, plotType: HISTOGRAM, headers: [...channelNames(raster)], valueLabels: columns.map(() => labels), values: columns } }];
}

/** Figures of each channel. */
export async function statistics(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const counts = await sampleCounts(raster, optionalImageAt(call, 1), call);
  const pixels = counts[0]!.reduce((sum, count) => sum + count, 0);
  const channels = Object.fromEntries(channelNames(raster).map((name, index) => [name, figures(counts[index]!, pixels)]));
  return [{ type: 'DATA_DICT', json: { width: raster.width, height: raster.height, pixels, channels } }];
}

function figures(counts: Float64Array, pixels: number): { min: number | null; max: number | null; mean: number | null; std: number | null; entropy: number | null } {
  if (pixels === 0) return { min: null, max: null, mean: null, std: null, entropy: null };
  const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / pixels;
  const variance = counts.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / pixels;
  const bits = (count: number) => (count === 0 ? 0 : -(count / pixels) * Math.log2(count / pixels));
  return {
    min: counts.findIndex((count) => count > 0),
    max: counts.findLastIndex((count) => count > 0),
    mean,
    std: Math.sqrt(variance),
    entropy: Math.max(0, counts.reduce((sum, count) => sum + bits(count), 0)),
  };
}
