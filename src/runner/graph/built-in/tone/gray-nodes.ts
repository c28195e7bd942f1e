// Grey pictures out of colours: by weights, or one channel.
import type { NodeCall, NodeValue, Raster } from '../../algorithm-code.ts';
import { imageAt, textOf } from '../node-reading.ts';
import { channelNames, grayOf, picture, weighted } from '../raster-channels.ts';

/** One grey channel by the chosen weights. A grey picture stays as it is. */
export async function grayscale(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  if (raster.channels === 1) return [picture(raster)];
  return [picture({ width: raster.width, height: raster.height, channels: 1, data: grayBy(textOf(call, 'weights'), raster) })];
}

/** One channel. */
export async function channel(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const { width, height, channels, data } = raster;
  const name = textOf(call, 'channel');
  const plane = new Uint8Array(width * height);
  const index = channelNames(raster).indexOf(channels === 1 && name !== 'alpha' ? 'gray' : name);
  if (index < 0) plane.fill(255);
  else for (let i = 0, at = index; i < plane.length; i += 1, at += channels) plane[i] = data[at]!;
  return [picture({ width, height, channels: 1, data: plane })];
}

function grayBy(weights: string, raster: Raster): Uint8Array {
  if (weights === 'rec601') return grayOf(raster);
  // 0.2126, 0.7152 and 0.0722 in 65,536ths.
  if (weights === 'rec709') return weighted(raster, [13_933, 46_871, 4_732]);
  const { width, height, channels, data } = raster;
  const gray = new Uint8Array(width * height);
  const isAverage = weights === 'average';
  for (let i = 0, at = 0; i < gray.length; i += 1, at += channels) {
    const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    gray[i] = isAverage ? Math.round((red + green + blue) / 3) : (Math.min(red, green, blue) + Math.max(red, green, blue) + 1) >> 1;
  }
  return gray;
}
