// Edges: strong gradients, or thin lines of them.
import { type NodeCall, NodeFailure, type NodeValue, type Raster } from '../../algorithm-code.ts';
import { imageAt, numberOf, textOf } from '../node-reading.ts';
import { inBands } from '../pacing.ts';
import { binaryPicture, grayOf } from '../raster-channels.ts';
import { gaussian, LEAST_SIGMA } from './gaussian.ts';
import { type Gradient, gradientOf } from './gradient.ts';
import { connectedLines } from './line-tracing.ts';

/** Sobel or Canny. */
export async function edges(call: NodeCall): Promise<readonly NodeValue[]> {
  const [sigma, low, high] = ['sigma', 'low', 'high'].map((name) => numberOf(call, name)) as [number, number, number];
  const isCanny = textOf(call, 'method') === 'canny';
  if (isCanny && low > high) throw new NodeFailure(`low is ${low} and high ${high}; set low to at most high`);
  const raster = imageAt(call, 0);
  const gray: Raster = { width: raster.width, height: raster.height, channels: 1, data: grayOf(raster) };
  const gradient = await gradientOf(sigma < LEAST_SIGMA ? gray : await gaussian(gray, sigma), { ways: isCanny, signal: call.signal });
  if (!isCanny) return [binaryPicture(gray, above(gradient.squares, high ** 2))];
  const ridges = await ridgesOf(gradient, gray, call.signal);
  return [binaryPicture(gray, await connectedLines({ ...gray, squares: ridges, low: low ** 2, high: high ** 2 }, call.signal))];
}

function above(squares: Int32Array, least: number): Uint8Array {
  const binary = new Uint8Array(squares.length);
  for (let i = 0; i < squares.length; i += 1) binary[i] = squares[i]! > least ? 255 : 0;
  return binary;
}

// Squares where they are largest along their own direction, 0 elsewhere. Of two equal ones side by side the first stays.
async function ridgesOf({ squares, ways }: Gradient, { width, height }: Raster, signal: AbortSignal): Promise<Int32Array> {
  const ridges = new Int32Array(squares.length);
  const steps = [[1, 0], [1, 1], [0, 1], [-1, 1]] as const;
  await inBands({ width, height, passes: 2 }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const at = y * width + x;
        const square = squares[at]!;
        if (square === 0) continue;
        const [dx, dy] = steps[ways![at]!]!;
        const isBefore = x - dx >= 0 && x - dx < width && y - dy >= 0;
        const isAfter = x + dx >= 0 && x + dx < width && y + dy < height;
        const before = isBefore ? squares[at - dy * width - dx]! : 0;
        const after = isAfter ? squares[at + dy * width + dx]! : 0;
        if (square > before && square >= after) ridges[at] = square;
      }
    }
  });
  return ridges;
}
