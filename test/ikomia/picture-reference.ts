// What a chain of grey, box blur, Otsu's threshold, opening and components gives, straight from the definitions and by other methods than the runner's: sums over an area, looks at each pixel of a kernel, flooding.
import sharp from 'sharp';
import type { Samples } from './made-pictures.ts';

/** One sample a pixel. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** An object as the runner lists it. */
export interface ExpectedObject {
  readonly id: number;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** The picture that EXIF orientation 6 means: turned by 90° clockwise. */
export function upright({ width, height, data }: Samples): Samples {
  const turned = Buffer.alloc(data.length);
  for (let y = 0, to = 0; y < width; y += 1) for (let x = 0; x < height; x += 1, to += 3) {
    const from = ((height - 1 - x) * width + y) * 3;
    turned[to] = data[from]!;
    turned[to + 1] = data[from + 1]!;
    turned[to + 2] = data[from + 2]!;
  }
  return { width: height, height: width, data: turned };
}

/** Samples of a result that is one channel. */
export async function samplesOf(base64: string): Promise<Plane> {
  const { data, info } = await sharp(Buffer.from(base64, 'base64')).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`${info.channels} channels`);
  return { width: info.width, height: info.height, data };
}

/** All that the chain gives of the picture; radii in pixels. */
export function expectedOf({ width, height, data }: Samples, { blur, open, minArea }: { readonly blur: number; readonly open: number; readonly minArea: number }) {
  const gray = Buffer.alloc(width * height);
  for (let i = 0, at = 0; i < gray.length; i += 1, at += 3) gray[i] = Math.floor((19_595 * data[at]! + 38_470 * data[at + 1]! + 7_471 * data[at + 2]!) / 65_536 + 0.5);
  const blurred = boxMeans({ width, height, data: gray }, blur);
  const cut = otsuCut(blurred);
  const binary = blurred.map((value) => (value > cut ? 255 : 0)) as Buffer;
  const eroded = extreme({ width, height, data: binary }, open, 0);
  const opened = extreme({ width, height, data: eroded }, open, 255);
  return { gray, binary, opened, ...flooded({ width, height, data: opened }, minArea) };
}

// By an image of sums; beyond the edges the edge goes on.
function boxMeans({ width, height, data }: Plane, radius: number): Buffer {
  const [wide, high, side] = [width + 2 * radius, height + 2 * radius, 2 * radius + 1];
  const sums = new Float64Array((wide + 1) * (high + 1));
  for (let y = 0; y < high; y += 1) {
    const from = Math.min(height - 1, Math.max(0, y - radius)) * width;
    for (let x = 0, row = 0; x < wide; x += 1) {
      row += data[from + Math.min(width - 1, Math.max(0, x - radius))]!;
      sums[(y + 1) * (wide + 1) + x + 1] = sums[y * (wide + 1) + x + 1]! + row;
    }
  }
  const means = Buffer.alloc(data.length);
  for (let y = 0, i = 0; y < height; y += 1) for (let x = 0; x < width; x += 1, i += 1) {
    const [top, bottom] = [y * (wide + 1) + x, (y + side) * (wide + 1) + x];
    means[i] = Math.round((sums[bottom + side]! - sums[bottom]! - sums[top + side]! + sums[top]!) / side ** 2);
  }
  return means;
}

// The cut with the least variance within both sides, each side's computed by itself.
function otsuCut(data: Buffer): number {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const value of data) counts[value]! += 1;
  const spread = (from: number, to: number): number => {
    let [pixels, sum] = [0, 0];
    for (let value = from; value < to; value += 1) [pixels, sum] = [pixels + counts[value]!, sum + counts[value]! * value];
    let all = 0;
    for (let value = from; value < to; value += 1) all += counts[value]! * (value - sum / pixels) ** 2;
    return pixels === 0 ? Infinity : all;
  };
  const within = counts.map((_, cut) => spread(0, cut + 1) + spread(cut + 1, 256));
  return within.indexOf(Math.min(...within));
}

// A pixel becomes `found` when one within the radius is; beyond the edges nothing counts.
function extreme({ width, height, data }: Plane, radius: number, found: 0 | 255): Buffer {
  const near: (readonly [number, number])[] = [];
  for (let v = -radius; v <= radius; v += 1) for (let u = -radius; u <= radius; u += 1) if (u * u + v * v <= radius * radius) near.push([u, v]);
  const steps = near.map(([u, v]) => v * width + u);
  const result = Buffer.alloc(data.length, 255 - found);
  for (let y = 0, i = 0; y < height; y += 1) for (let x = 0; x < width; x += 1, i += 1) {
    const isInner = x >= radius && y >= radius && x < width - radius && y < height - radius;
    const meets = isInner ? meetsAt(data, i, { steps, found }) : near.some(([u, v]) => x + u >= 0 && y + v >= 0 && x + u < width && y + v < height && data[i + v * width + u] === found);
    if (meets) result[i] = found;
  }
  return result;
}

// A loop: this is asked for 24 million times.
function meetsAt(data: Buffer, at: number, { steps, found }: { readonly steps: readonly number[]; readonly found: number }): boolean {
  for (let i = 0; i < steps.length; i += 1) if (data[at + steps[i]!] === found) return true;
  return false;
}

// By flooding from each first pixel; pixels that touch at a corner hang together.
function flooded({ width, height, data }: Plane, minArea: number): { readonly labels: Buffer; readonly objects: readonly ExpectedObject[] } {
  const labels = Buffer.alloc(data.length);
  const seen = new Uint8Array(data.length);
  const objects: ExpectedObject[] = [];
  for (let seed = 0; seed < data.length; seed += 1) {
    if (data[seed] === 0 || seen[seed] === 1) continue;
    const pixels = [seed];
    seen[seed] = 1;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let i = 0; i < pixels.length; i += 1) {
      const [x, y] = [pixels[i]! % width, Math.floor(pixels[i]! / width)];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
        if (data[v * width + u] === 0 || seen[v * width + u] === 1) continue;
        seen[v * width + u] = 1;
        pixels.push(v * width + u);
      }
    }
    if (pixels.length < minArea) continue;
    const id = objects.push({ id: objects.length + 1, box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } });
    for (const pixel of pixels) labels[pixel] = ((id - 1) % 255) + 1;
  }
  return { labels, objects };
}
