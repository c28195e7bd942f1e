// The size of a plain JPEG is read without the image library; nobody may see a difference.
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { jpegFacts } from '../../src/runner/graph/picture/jpeg-facts.ts';
import { readPicture } from '../../src/runner/graph/picture/read-picture.ts';
import { drawn } from './node-ground.ts';

const BOUNDS = { maxPixels: 1_000_000, maxBytes: 10_000_000 };
const noise = (width: number, height: number, channels: 1 | 3) => drawn(width, height, channels, (x, y, c) => (x * 97 + y * 57 + c * 31 + x * y * 13) % 256);

test.each([
  ['grey', 1, {}], ['colour', 3, {}], ['progressive', 3, { progressive: true }], ['with shared chroma', 3, { chromaSubsampling: '4:2:0' }], ['with restarts and a tuned table', 3, { mozjpeg: true }],
] as const)('the header of a JPEG that is %s says what the image library finds', async (_, channels, options) => {
  for (const [width, height] of [[1, 1], [64, 48], [700, 3]] as const) {
    const { data } = noise(width, height, channels);
    const pipeline = sharp(data, { raw: { width, height, channels } });
    // What is written about a grey picture would make a colour one of it.
    const jpeg = await (channels === 1 ? pipeline.toColourspace('b-w') : pipeline.withMetadata({ orientation: 6 })).jpeg(options).toBuffer();
    expect(jpegFacts(jpeg)).toEqual({ width, height, channels });
    expect(await sharp(jpeg).metadata()).toMatchObject({ width, height, channels });
    expect(await readPicture(jpeg, BOUNDS)).toMatchObject(channels === 1 ? { width, height, channels } : { width: height, height: width, channels });
  }
});

test('inks, other formats and no pictures at all are left to the image library', async () => {
  const raw = { raw: { width: 9, height: 7, channels: 3 } } as const;
  const { data } = noise(9, 7, 3);
  const inks = await sharp(data, raw).toColourspace('cmyk').jpeg().toBuffer();
  for (const bytes of [inks, await sharp(data, raw).png().toBuffer(), Buffer.alloc(0), Buffer.from([0xff, 0xd8]), Buffer.from('\xff\xd8\xff\xfe\x00\x00\xff\xfe', 'latin1')]) expect(jpegFacts(bytes)).toBeNull();
  expect(await readPicture(inks, BOUNDS)).toMatchObject({ width: 9, height: 7, channels: 3 });
});

test('of a JPEG that was changed anywhere, what is read is what the image library reads by itself, and what is refused is refused in its words', async () => {
  const { data } = noise(24, 16, 3);
  const colour = await sharp(data, { raw: { width: 24, height: 16, channels: 3 } }).jpeg({ quality: 40 }).toBuffer();
  const grey = await sharp(noise(24, 16, 1).data, { raw: { width: 24, height: 16, channels: 1 } }).toColourspace('b-w').jpeg({ quality: 40 }).toBuffer();
  // The frame lies within the first 200 bytes.
  const change = fc.tuple(fc.oneof(fc.nat(colour.length - 1), fc.nat(200)), fc.constantFrom(0, 1, 3, 4, 0xc0, 0xc2, 0xc4, 0xff, 0x7f));
  await fc.assert(fc.asyncProperty(fc.constantFrom(colour, grey), fc.array(change, { maxLength: 3 }), fc.option(fc.nat(colour.length)), async (jpeg, changes, cut) => {
    const bytes = Buffer.from(jpeg.subarray(0, cut ?? jpeg.length));
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    if (bytes.length === 0) return;
    const read = await readPicture(bytes, BOUNDS).catch((error: unknown) => (error as Error).message);
    expect(read).toEqual(await byLibraryAlone(bytes));
  }), { numRuns: 250 });
});

/** Two looks by the library: what it finds, then what it decodes. */
async function byLibraryAlone(bytes: Buffer): Promise<unknown> {
  const facts = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata().catch((error: unknown) => error as Error);
  if (facts instanceof Error) return expect.stringContaining(`the bytes are no picture that can be read (${facts.message.split('\n')[0]!.slice(0, 300)})`);
  if (facts.width * facts.height > BOUNDS.maxPixels) return expect.stringContaining(`the picture has ${facts.width}x${facts.height} = `);
  const upright = sharp(bytes, { failOn: 'error', limitInputPixels: BOUNDS.maxPixels, pages: 1 }).autoOrient();
  const read = await upright.toColourspace(facts.channels === 1 ? 'b-w' : 'srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }).catch((error: unknown) => error as Error);
  if (read instanceof Error) return expect.stringContaining(`the picture cannot be decoded (${read.message.split('\n')[0]!.slice(0, 300)})`);
  return { width: read.info.width, height: read.info.height, channels: read.info.channels, data: read.data };
}
