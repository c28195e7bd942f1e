// Lines that strong ridges lead on to.
import { breathe } from '../pacing.ts';

/** Ridges, and the squares above which they are weak and strong. */
export interface Ridges {
  readonly width: number;
  readonly height: number;
  readonly squares: Int32Array;
  readonly low: number;
  readonly high: number;
}

/** Pixels looked at between two breaths. */
const STRETCH = 1_000_000;

/** 255 for every strong pixel and every weak one that strong ones lead to over neighbours, corners included. */
export async function connectedLines({ width, height, squares, low, high }: Ridges, signal: AbortSignal): Promise<Uint8Array> {
  const lines = new Uint8Array(squares.length);
  const waiting: number[] = [];
  for (let seed = 0; seed < squares.length; seed += 1) {
    if (seed % STRETCH === 0) await breathe(signal);
    if (lines[seed] !== 0 || squares[seed]! <= high) continue;
    lines[seed] = 255;
    waiting.push(seed);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
          const next = row * width + column;
          if (lines[next] !== 0 || squares[next]! <= low) continue;
          lines[next] = 255;
          waiting.push(next);
        }
      }
    }
  }
  return lines;
}
