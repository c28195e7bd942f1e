// Sobel gradients of grey values; beyond the edges the edge goes on.
import type { Raster } from '../../algorithm-code.ts';
import { inBands } from '../pacing.ts';

/** Squares of the gradients, and which way they point. */
export interface Gradient {
  /** dx² + dy², at most 2,080,800. */
  readonly squares: Int32Array;
  /** 0 = along x, 1 = along the falling diagonal (x and y grow), 2 = along y, 3 = along the rising diagonal. Absent unless asked for. */
  readonly ways: Uint8Array | null;
}

/** Tangent of 22.5 degrees: nearer to an axis than that is along the axis. */
const TAN_EIGHTH = Math.SQRT2 - 1;

/** The gradients of a grey picture; `ways` says whether directions are wanted. */
export async function gradientOf({ width, height, data }: Raster, { ways: isDirected, signal }: { readonly ways: boolean; readonly signal: AbortSignal }): Promise<Gradient> {
  const squares = new Int32Array(data.length);
  const ways = isDirected ? new Uint8Array(data.length) : null;
  await inBands({ width, height, passes: 2 }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      const row = y * width;
      const above = Math.max(0, y - 1) * width;
      const below = Math.min(height - 1, y + 1) * width;
      for (let x = 0; x < width; x += 1) {
        const left = x > 0 ? x - 1 : x;
        const right = x < width - 1 ? x + 1 : x;
        const rising = data[above + right]! - data[below + left]!;
        const falling = data[below + right]! - data[above + left]!;
        const dx = rising + falling + 2 * (data[row + right]! - data[row + left]!);
        const dy = falling - rising + 2 * (data[below + x]! - data[above + x]!);
        squares[row + x] = dx * dx + dy * dy;
        if (ways !== null) ways[row + x] = wayOf(dx, dy);
      }
    }
  });
  return { squares, ways };
}

function wayOf(dx: number, dy: number): number {
  const across = Math.abs(dx);
  const down = Math.abs(dy);
  if (down < across * TAN_EIGHTH) return 0;
  if (across < down * TAN_EIGHTH) return 2;
  return (dx > 0) === (dy > 0) ? 1 : 3;
}
