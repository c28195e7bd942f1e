// The largest sample of the neighbourhood of each pixel, for kernels of three shapes; beyond the edges nothing counts.
import { inBands } from '../pacing.ts';
import { lineMaxima } from './sliding-maximum.ts';

/** Samples of one or three channels. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** A kernel, 2 * radius + 1 pixels across. */
export interface Kernel {
  readonly shape: 'rectangle' | 'ellipse' | 'cross';
  readonly radius: number;
}

/** Bytes of a row that are gone down at once: a strip of 3,000 rows stays in the second cache. */
const STRIP = 64;

/** The maximum of the kernel's pixels at each pixel, channel by channel. */
export async function dilated(plane: Plane, kernel: Kernel, signal: AbortSignal): Promise<Uint8Array> {
  if (kernel.shape === 'ellipse') return roundMaxima(plane, kernel.radius, signal);
  const across = await acrossMaxima(plane, kernel.radius, signal);
  if (kernel.shape === 'rectangle') return downMaxima({ ...plane, data: across }, kernel.radius, signal);
  const down = await downMaxima(plane, kernel.radius, signal);
  for (let i = 0; i < down.length; i += 1) if (across[i]! > down[i]!) down[i] = across[i]!;
  return down;
}

async function acrossMaxima({ width, height, channels, data }: Plane, radius: number, signal: AbortSignal): Promise<Uint8Array> {
  const maxima = new Uint8Array(data.length);
  const row = width * channels;
  const bytes = new Uint8Array(row + 2 * radius * channels);
  await inBands({ width: row, height, passes: 4 }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      bytes.fill(0);
      bytes.set(data.subarray(y * row, (y + 1) * row), radius * channels);
      lineMaxima({ bytes, unit: channels, radius }, maxima, y * row);
    }
  });
  return maxima;
}

async function downMaxima({ width, height, channels, data }: Plane, radius: number, signal: AbortSignal): Promise<Uint8Array> {
  const maxima = new Uint8Array(data.length);
  const row = width * channels;
  await inBands({ width: height * STRIP, height: Math.ceil(row / STRIP), passes: 4 }, signal, (from, to) => {
    for (let strip = from; strip < to; strip += 1) {
      const first = strip * STRIP;
      const unit = Math.min(STRIP, row - first);
      const bytes = new Uint8Array((height + 2 * radius) * unit);
      for (let y = 0; y < height; y += 1) bytes.set(data.subarray(y * row + first, y * row + first + unit), (y + radius) * unit);
      const lines = new Uint8Array(height * unit);
      lineMaxima({ bytes, unit, radius }, lines, 0);
      for (let y = 0; y < height; y += 1) maxima.set(lines.subarray(y * unit, (y + 1) * unit), y * row + first);
    }
  });
  return maxima;
}

// A round kernel is a pile of lines of different widths: each row hands the maxima of its lines to the rows above and below.
async function roundMaxima({ width, height, channels, data }: Plane, radius: number, signal: AbortSignal): Promise<Uint8Array> {
  const maxima = new Uint8Array(data.length);
  const row = width * channels;
  const halves = Array.from({ length: radius + 1 }, (_, dy) => Math.floor(Math.sqrt(radius ** 2 - dy ** 2)));
  await inBands({ width: row, height, passes: 2 * radius + 1 }, signal, (from, to) => {
    const line = new Uint8Array(row);
    for (let y = from; y < to; y += 1) {
      let last = -1;
      for (const [dy, half] of halves.entries()) {
        if (half !== last) lineOf(data.subarray(y * row, (y + 1) * row), { unit: channels, radius: half }, line);
        last = half;
        if (y + dy < height) fold(line, maxima, (y + dy) * row);
        if (dy > 0 && y - dy >= 0) fold(line, maxima, (y - dy) * row);
      }
    }
  });
  return maxima;
}

function lineOf(samples: Uint8Array, { unit, radius }: { readonly unit: number; readonly radius: number }, line: Uint8Array): void {
  const bytes = new Uint8Array(samples.length + 2 * radius * unit);
  bytes.set(samples, radius * unit);
  lineMaxima({ bytes, unit, radius }, line, 0);
}

function fold(line: Uint8Array, maxima: Uint8Array, at: number): void {
  for (let i = 0; i < line.length; i += 1) if (line[i]! > maxima[at + i]!) maxima[at + i] = line[i]!;
}
