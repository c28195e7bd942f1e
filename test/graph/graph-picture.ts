// A picture of a known scene for tests: dark squares on a light ground with a little noise, the same each time.
import sharp from 'sharp';

/** The scene: three squares of 40 pixels, by their corners. */
export const SCENE = { width: 400, height: 300, side: 40, ground: 200, dark: 10, noise: 20, corners: [[40, 50], [180, 130], [320, 220]] } as const;

/** The picture as a PNG, well above what is kept with the row of a run. */
export async function scenePng(): Promise<Buffer> {
  const { width, height } = SCENE;
  return sharp(scenePixels(), { raw: { width, height, channels: 3 } }).png().toBuffer();
}

/** Its pixels, RGB. */
export function scenePixels(): Buffer {
  const { width, height, side, ground, dark, noise, corners } = SCENE;
  const pixels = Buffer.alloc(width * height * 3);
  let seed = 1;
  for (let i = 0; i < pixels.length; i++) {
    // The generator of Lehmer: enough for noise.
    seed = (seed * 48_271) % 2_147_483_647;
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const isDark = corners.some(([left, top]) => x >= left && x < left + side && y >= top && y < top + side);
    pixels[i] = (isDark ? dark : ground) + (seed % noise);
  }
  return pixels;
}
