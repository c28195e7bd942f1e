// Cropping.
import { type NodeCall, NodeFailure, type NodeValue } from '../../algorithm-code.ts';
import { imageAt, numberOf } from '../node-reading.ts';
import { picture } from '../raster-channels.ts';
import { cutOut } from './cut.ts';

/** Cuts a rectangle out. */
export async function crop(call: NodeCall): Promise<readonly NodeValue[]> {
  const raster = imageAt(call, 0);
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => numberOf(call, name)) as [number, number, number, number];
  if (x >= raster.width || y >= raster.height) throw new NodeFailure(`nothing lies at ${x}, ${y}: the picture is ${raster.width} x ${raster.height}; choose x and y within it`);
  const size = { width: Math.min(width || raster.width, raster.width - x), height: Math.min(height || raster.height, raster.height - y) };
  return [picture(cutOut(raster, { x, y }, size))];
}
