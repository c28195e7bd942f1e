// Pictures made for tests: a photograph of bright spots with noise, and files whose heads claim what is not in them.
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** Samples, RGB, rows without gaps. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** A photograph of spots on a slope of light, as a camera held sideways stores it (EXIF orientation 6); `stored` is what its JPEG holds, not turned. */
export async function photograph(width: number, height: number): Promise<{ readonly jpeg: Buffer; readonly stored: Samples }> {
  const data = Buffer.alloc(width * height * 3);
  let seed = 7;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // The generator of Lehmer; one value for the three samples of a pixel.
      seed = (seed * 48_271) % 2_147_483_647;
      const light = 30 + (60 * x) / width + (seed % 31);
      for (let c = 0; c < 3; c += 1, at += 1) data[at] = light + c * 8;
    }
  }
  const pitch = Math.min(width, height) / 6;
  for (let row = pitch / 2; row < height; row += pitch) for (let column = pitch / 2; column < width; column += pitch) spot(data, { width, height, x: column, y: row, radius: pitch * (0.12 + (((row * 3 + column) / pitch) % 5) * 0.06) });
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } }).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer();
  return { jpeg, stored: { width, height, data: await sharp(jpeg).raw().toBuffer() } };
}

function spot(data: Buffer, { width, height, x, y, radius }: { readonly width: number; readonly height: number; readonly x: number; readonly y: number; readonly radius: number }): void {
  for (let v = Math.max(0, Math.ceil(y - radius)); v < Math.min(height, y + radius); v += 1) {
    for (let u = Math.max(0, Math.ceil(x - radius)); u < Math.min(width, x + radius); u += 1) {
      if ((u - x) ** 2 + (v - y) ** 2 < radius ** 2) for (let c = 0; c < 3; c += 1) data[(v * width + u) * 3 + c]! += 120;
    }
  }
}

/** A PNG of a few bytes whose head claims that size. */
export function claimedPng(width: number, height: number): Buffer {
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(60_001))), chunk('IEND', Buffer.alloc(0))]);
}

/** A JPEG with another size in its frame header (marker SOF0: length, precision, height, width). */
export function claimedJpeg(jpeg: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const frame = changed.indexOf(Buffer.from([0xff, 0xc0]));
  if (frame < 0) throw new Error('the JPEG has no baseline frame');
  changed.writeUInt16BE(height, frame + 5);
  changed.writeUInt16BE(width, frame + 7);
  return changed;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
