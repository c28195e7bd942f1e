// The way into the image library and out of it, without a change of channels.
import sharp from 'sharp';
import type { PicturePass, Raster } from '../algorithm-code.ts';

/** Sends a picture through the library; the result has as many channels as the picture. */
export async function throughSharp(raster: Raster, pass: PicturePass): Promise<Raster> {
  const { width, height, channels, data: samples } = raster;
  const pipeline = pass(sharp(samples, { raw: { width, height, channels }, limitInputPixels: false }));
  // Without this the library makes three channels of a grey picture.
  const { data, info } = await (channels === 1 ? pipeline.toColourspace('b-w') : pipeline).raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`the image library made ${info.channels} channels of ${channels}`);
  return { width: info.width, height: info.height, channels, data };
}
