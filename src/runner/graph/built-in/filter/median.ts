// Medians of square neighbourhoods.
import type { Raster } from '../../algorithm-code.ts';
import { cutOut } from '../geometry/cut.ts';
import { throughSharp } from '../sharp-raster.ts';

/** The median of the 2 * radius + 1 pixels across around each sample; beyond the edges the edge goes on. */
export async function median(raster: Raster, radius: number): Promise<Raster> {
  const across = 2 * radius + 1;
  if (raster.width >= across && raster.height >= across) return throughSharp(raster, (pipeline) => pipeline.median(across));
  // The image library refuses a neighbourhood larger than the picture.
  const wide = await throughSharp(widened(raster, radius), (pipeline) => pipeline.median(across));
  return cutOut(wide, { x: radius, y: radius }, raster);
}

function widened({ channels, data, ...inner }: Raster, radius: number): Raster {
  const [width, height] = [inner.width + 2 * radius, inner.height + 2 * radius];
  const wide = new Uint8Array(width * height * channels);
  const within = (at: number, length: number) => Math.min(length - 1, Math.max(0, at - radius));
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) for (let c = 0; c < channels; c += 1, to += 1) wide[to] = data[(within(y, inner.height) * inner.width + within(x, inner.width)) * channels + c]!;
  }
  return { width, height, channels, data: wide };
}
