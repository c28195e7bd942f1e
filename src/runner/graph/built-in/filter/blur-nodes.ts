// Smoothing and sharpening. Alpha stays as it is.
import type { NodeCall, NodeValue, ParameterValues, PicturePass, Raster } from '../../algorithm-code.ts';
import { imageAt, numberOf, textOf } from '../node-reading.ts';
import { inBands } from '../pacing.ts';
import { picture, sample, withAlphaOf, withoutAlpha } from '../raster-channels.ts';
import { boxRows } from './box-rows.ts';
import { gaussian, gaussianPass } from './gaussian.ts';
import { median } from './median.ts';

/** Gaussian, box or median. */
export async function blur(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const method = textOf(call, 'method');
  const colours = withoutAlpha(raster);
  if (method === 'gaussian') return [picture(withAlphaOf(raster, (await gaussian(colours, numberOf(call, 'sigma'))).data))];
  const radius = numberOf(call, 'radius');
  if (method === 'box') return [picture(withAlphaOf(raster, await boxMeans(colours, radius, call)))];
  return [picture(withAlphaOf(raster, (await median(colours, radius)).data))];
}

/** A Gaussian is one call of the library. */
export function blurPass(parameters: ParameterValues): PicturePass | null {
  return textOf({ parameters }, 'method') === 'gaussian' ? gaussianPass(numberOf({ parameters }, 'sigma')) : null;
}

/** Unsharp mask. */
export async function sharpen(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const [sigma, amount, threshold] = ['sigma', 'amount', 'threshold'].map((name) => numberOf(call, name)) as [number, number, number];
  const { data: sharp, ...shape } = withoutAlpha(raster);
  const { data: smooth } = await gaussian({ ...shape, data: sharp }, sigma);
  const sharpened = new Uint8Array(sharp.length);
  const width = shape.width * shape.channels;
  await inBands({ width, height: shape.height }, call.signal, (from, to) => {
    for (let at = from * width; at < to * width; at += 1) {
      const difference = sharp[at]! - smooth[at]!;
      sharpened[at] = Math.abs(difference) > threshold ? sample(sharp[at]! + amount * difference) : sharp[at]!;
    }
  });
  return [picture(withAlphaOf(raster, sharpened))];
}

async function boxMeans(colours: Raster, radius: number, { signal }: Pick<NodeCall, 'signal'>): Promise<Uint8Array> {
  const area = (2 * radius + 1) ** 2;
  const means = new Uint8Array(colours.data.length);
  const length = colours.width * colours.channels;
  await boxRows(colours, { radius, signal }, (y, sums) => {
    for (let i = 0; i < length; i += 1) means[y * length + i] = Math.floor(sums[i]! / area + 0.5);
  });
  return means;
}
