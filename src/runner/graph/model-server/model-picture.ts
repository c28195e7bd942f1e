// Pictures on their way to and from a model: resized, and written as PNG.
import type { Sharp } from 'sharp';
import type { Raster } from '../algorithm-code.ts';

/** Brings it to a size: stretched, or whole within it with black borders; label pictures keep their values. */
export async function resizedPicture(raster: Raster, { width, height, fit }: { readonly width: number; readonly height: number; readonly fit: string }): Promise<Raster> {
  const kernel = raster.meaning === 'LABEL' ? 'nearest' : 'linear';
  const resized = (await pipelineOf(raster)).resize({ width, height, fit: fit === 'CONTAIN' ? 'contain' : 'fill', kernel, background: { r: 0, g: 0, b: 0, alpha: 1 } });
  // Grey pictures would come back with three channels.
  const { data } = await (raster.channels === 1 ? resized.toColourspace('b-w') : resized).raw().toBuffer({ resolveWithObject: true });
  return { ...raster, width, height, data };
}

/** PNG of a picture, without loss. */
export async function pngOf(raster: Raster): Promise<Buffer> {
  const pipeline = await pipelineOf(raster);
  return (raster.channels === 1 ? pipeline.toColourspace('b-w') : pipeline).png().toBuffer();
}

// Loaded at the first use: a runner without models has no need of it.
async function pipelineOf({ width, height, channels, data }: Raster): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}
