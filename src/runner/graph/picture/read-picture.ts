// Reading a picture file into memory: upright, 8 bits a sample, its first page, and only when it is small enough.
import sharp, { type Sharp } from 'sharp';
import { NodeFailure, type Raster } from '../algorithm-code.ts';
import { jpegFacts, type PictureFacts } from './jpeg-facts.ts';

/** How large a picture may be. */
export interface PictureBounds {
  readonly maxPixels: number;
  /** Bytes of its samples in memory. */
  readonly maxBytes: number;
}

/** The formats that are read, as people name them. */
export const PICTURE_FORMATS = 'JPEG, PNG, WebP, GIF, TIFF or AVIF';

/** Decodes it. Rejects with `NodeFailure` for what is no picture, is cut short or too large; its size is known before anything is decoded. */
export async function readPicture(bytes: Uint8Array, bounds: PictureBounds): Promise<Raster> {
  if (bytes.byteLength === 0) throw new NodeFailure('the picture is empty; send the bytes of a picture file');
  const known = knownFacts(bytes, bounds);
  const facts = known ?? (await boundedFacts(bytes, bounds));
  try {
    return await decoded(bytes, facts, bounds);
  } catch (error) {
    // A header that looks well may be all that is well.
    if (known) await boundedFacts(bytes, bounds);
    throw new NodeFailure(`the picture cannot be decoded (${reasonOf(error)}); is the file whole?`, { cause: error });
  }
}

/** What the header of a plain JPEG says that is small enough; null for all else. A header that asks for too much may belong to no picture at all: what is wrong with it the library knows. */
export function knownFacts(bytes: Uint8Array, bounds: PictureBounds): PictureFacts | null {
  const written = jpegFacts(bytes);
  return written !== null && faultOf(written, bounds) === null ? written : null;
}

/** The picture as its camera was held, not decoded yet. */
export function upright(bytes: Uint8Array, { maxPixels }: PictureBounds): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels, pages: 1 }).autoOrient();
}

async function decoded(bytes: Uint8Array, { width, height, channels }: PictureFacts, bounds: PictureBounds): Promise<Raster> {
  const whole = upright(bytes, bounds);
  // A picture without colours stays one channel; whatever else becomes RGB or RGBA, wider depths become 8 bits.
  const pipeline = channels === 1 ? whole.toColourspace('b-w') : whole.toColourspace('srgb');
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (data.length !== info.width * info.height * info.channels) throw new Error(`${data.length} bytes for ${width}x${height}`);
  return { width: info.width, height: info.height, channels: channelsOf(info.channels), data };
}

async function boundedFacts(bytes: Uint8Array, bounds: PictureBounds): Promise<PictureFacts> {
  const facts = await factsOf(bytes);
  const fault = faultOf(facts, bounds);
  if (fault !== null) throw new NodeFailure(fault);
  return facts;
}

/** Why it is too large; null when it is not. */
function faultOf({ width, height, channels }: PictureFacts, { maxPixels, maxBytes }: PictureBounds): string | null {
  const pixels = width * height;
  if (pixels > maxPixels) return `the picture has ${width}x${height} = ${pixels} pixels, at most ${maxPixels} are taken (SWITCHYARD_GRAPH_PIXELS of the runner); send a smaller one`;
  const samples = pixels * Math.max(channels, 3);
  return samples > maxBytes ? `the picture of ${width}x${height} pixels needs ${mib(samples)} MiB in memory, and a run of this deployment may take ${mib(maxBytes)}; send a smaller one or raise the memory of the deployment` : null;
}

async function factsOf(bytes: Uint8Array): Promise<PictureFacts> {
  try {
    return await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata();
  } catch (error) {
    throw new NodeFailure(`the bytes are no picture that can be read (${reasonOf(error)}); send ${PICTURE_FORMATS}`, { cause: error });
  }
}

function channelsOf(channels: number): Raster['channels'] {
  if (channels === 1 || channels === 3 || channels === 4) return channels;
  throw new Error(`it has ${channels} channels`);
}

function mib(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]!.slice(0, 300);
}
