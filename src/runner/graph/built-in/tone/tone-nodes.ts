// Algorithms that change samples by tables: inverting, adjusting, posterising.
import type { NodeCall, NodeValue } from '../../algorithm-code.ts';
import { imageAt, numberOf } from '../node-reading.ts';
import { picture } from '../raster-channels.ts';
import { lookedUp, tableOf } from './sample-table.ts';

/** 255 less the sample. A binary picture stays one. */
export async function invert(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const inverted = await lookedUp(raster, [tableOf((value) => 255 - value)], call);
  return [picture(raster.meaning === 'BINARY' ? { ...inverted, meaning: 'BINARY' } : inverted)];
}

/** Contrast, then brightness, then gamma. */
export async function adjust(call: NodeCall): Promise<readonly NodeValue[]> {
  const [brightness, contrast, gamma] = ['brightness', 'contrast', 'gamma'].map((name) => numberOf(call, name)) as [number, number, number];
  const table = tableOf((value) => 255 * Math.min(1, Math.max(0, (value / 255 - 0.5) * contrast + 0.5 + brightness)) ** (1 / gamma));
  return [picture(await lookedUp(imageAt(call, 0), [table], call))];
}

/** Only so many values a channel. */
export async function posterize(call: NodeCall): Promise<readonly NodeValue[]> {
  const steps = numberOf(call, 'levels') - 1;
  return [picture(await lookedUp(imageAt(call, 0), [tableOf((value) => (Math.round((value * steps) / 255) * 255) / steps)], call))];
}
