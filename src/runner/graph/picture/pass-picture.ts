// A small picture that is read, changed and written by one call of the image library instead of three: for one of 64 x 64 that is a tenth of all that a run costs.
import sharp from 'sharp';
import { THUMBNAIL } from '../../../domain/graph/graph-value.ts';
import type { PicturePass } from '../algorithm-code.ts';
import { shapeWords } from './port-value.ts';
import { knownFacts, upright, type PictureBounds } from './read-picture.ts';
import { asJpeg, isOwnThumbnail, JPEG_TYPE, thumbnailOf, type PictureFile } from './write-picture.ts';

/** Longest side of such a picture. What goes through is told of when it is over, so it must be over before anybody would have been told: the widest Gaussian takes 24 ms on a machine at rest. */
export const MAX_PASS_SIDE = THUMBNAIL.side;

/** What has come through. */
export interface PassedPicture {
  readonly file: PictureFile;
  /** What is told of it in a few words. */
  readonly words: string;
}

/**
 * Sends a small plain JPEG with colours through (a grey one with a profile would be carried out in colours). Null for any other picture, and when the library refuses
 * it: what is wrong with what is found out step by step.
 */
export async function throughPass(bytes: Uint8Array, bounds: PictureBounds, pass: PicturePass): Promise<PassedPicture | null> {
  const facts = knownFacts(bytes, bounds);
  if (facts?.channels !== 3 || Math.max(facts.width, facts.height) > MAX_PASS_SIDE) return null;
  try {
    const { data, info: { width, height } } = await asJpeg(pass(upright(bytes, bounds))).toBuffer({ resolveWithObject: true });
    const file = { bytes: data, image: { contentType: JPEG_TYPE, width, height } };
    const thumbnail = isOwnThumbnail(file) ? data : await thumbnailOf(sharp(data));
    return { file: { ...file, ...(thumbnail === null ? {} : { thumbnail }) }, words: shapeWords({ width, height, channels: facts.channels }) };
  } catch {
    return null;
  }
}
