// Binary pictures by a threshold.
import type { NodeCall, NodeValue, Raster } from '../../algorithm-code.ts';
import { sampleCounts } from '../measure/sample-counts.ts';
import { flagOf, imageAt, numberOf, textOf } from '../node-reading.ts';
import { binaryPicture, grayOf } from '../raster-channels.ts';
import { boxRows } from './box-rows.ts';

/** 255 above the threshold, 0 elsewhere; the other way round when inverted. */
export async function threshold(call: NodeCall): Promise<readonly NodeValue[]> {
  const { width, height, ...picture } = imageAt(call, 0);
  const gray: Raster = { width, height, channels: 1, data: grayOf({ width, height, ...picture }) };
  const method = textOf(call, 'method');
  const above = flagOf(call, 'invert') ? 0 : 255;
  if (method === 'adaptive_mean') return [binaryPicture(gray, await aboveMeans(gray, above, call))];
  const value = method === 'otsu' ? otsuThreshold((await sampleCounts(gray, null, call))[0]!) : numberOf(call, 'value');
  const binary = new Uint8Array(gray.data.length);
  for (let i = 0; i < binary.length; i += 1) binary[i] = gray.data[i]! > value ? above : 255 - above;
  return [binaryPicture(gray, binary)];
}

/** The least value that separates counts best: the weighted distance of the means of what is up to it and of what is above is largest. 255 when there is one value only: nothing stands out then. */
export function otsuThreshold(counts: Float64Array): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const total = counts.reduce((sum, count, value) => sum + count * value, 0);
  let [below, sum, best, farthest] = [0, 0, 255, 0];
  for (const [value, count] of counts.entries()) {
    below += count;
    sum += count * value;
    const above = all - below;
    if (below === 0 || above === 0) continue;
    const distance = below * above * (sum / below - (total - sum) / above) ** 2;
    if (distance <= farthest) continue;
    farthest = distance;
    best = value;
  }
  return best;
}

async function aboveMeans(gray: Raster, above: number, call: NodeCall): Promise<Uint8Array> {
  const radius = numberOf(call, 'radius');
  const area = (2 * radius + 1) ** 2;
  const offset = numberOf(call, 'offset') * area;
  const binary = new Uint8Array(gray.data.length);
  await boxRows(gray, { radius, signal: call.signal }, (y, sums) => {
    for (let x = 0, at = y * gray.width; x < gray.width; x += 1, at += 1) binary[at] = gray.data[at]! * area > sums[x]! - offset ? above : 255 - above;
  });
  return binary;
}
