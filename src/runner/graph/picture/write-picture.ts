// Writing a picture from memory to a file, and the small one that lists show.
import sharp, { type Sharp } from 'sharp';
import { THUMBNAIL, type ImageFacts } from '../../../domain/graph/graph-value.ts';
import type { Raster } from '../algorithm-code.ts';

/** A picture file. */
export interface PictureFile {
  readonly bytes: Uint8Array;
  readonly image: ImageFacts;
  readonly thumbnail?: Uint8Array;
}

/** Longest side that a JPEG can have. */
export const MAX_JPEG_SIDE = 65_535;
/** Content type of what may lose a little. */
export const JPEG_TYPE = 'image/jpeg';
/** Quality of results: of what is seen or computed with, hardly anything is lost. */
const QUALITY = 95;
/** Qualities of thumbnails, tried in their order until one is small enough. */
const THUMBNAIL_QUALITIES = [80, 60, 40, 20] as const;

/** Writes it: as JPEG, but as PNG what must not lose anything (binary and label pictures), has transparency, or is too long for a JPEG. */
export async function writePicture(raster: Raster): Promise<PictureFile> {
  const { width, height } = raster;
  const isPng = needsPng(raster);
  const bytes = isPng ? await asPng(raster) : await asJpeg(pipelineOf(raster)).toBuffer();
  const image = { contentType: isPng ? 'image/png' : JPEG_TYPE, width, height };
  const thumbnail = isOwnThumbnail({ bytes, image }) ? bytes : await thumbnailOf(pipelineOf(raster));
  return { bytes, image, ...(thumbnail === null ? {} : { thumbnail }) };
}

/** As results are written that may lose a little. */
export function asJpeg(pipeline: Sharp): Sharp {
  return pipeline.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' });
}

/** Whether it can be shown as it is. */
export function isOwnThumbnail({ bytes, image: { contentType, width, height } }: PictureFile): boolean {
  return contentType === JPEG_TYPE && Math.max(width, height) <= THUMBNAIL.side && bytes.length <= THUMBNAIL.bytes;
}

function needsPng({ meaning = 'PLAIN', channels, width, height }: Raster): boolean {
  return meaning !== 'PLAIN' || channels === 4 || Math.max(width, height) > MAX_JPEG_SIDE;
}

function asPng(raster: Raster): Promise<Buffer> {
  const pipeline = pipelineOf(raster);
  return (raster.channels === 1 ? pipeline.toColourspace('b-w') : pipeline).png({ compressionLevel: 6 }).toBuffer();
}

/** A JPEG that is small enough to be shown; null when none can be made. */
export async function thumbnailOf(pipeline: Sharp): Promise<Uint8Array | null> {
  const { side } = THUMBNAIL;
  const { data, info } = await pipeline.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }).flatten({ background: '#808080' }).raw().toBuffer({ resolveWithObject: true });
  for (const quality of THUMBNAIL_QUALITIES) {
    const bytes = await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } }).jpeg({ quality }).toBuffer();
    if (bytes.length <= THUMBNAIL.bytes) return bytes;
  }
  return null;
}

function pipelineOf({ width, height, channels, data }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}
