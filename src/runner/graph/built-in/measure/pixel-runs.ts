// Runs of set pixels, row by row, and which of them hang together.
import { inBands } from '../pacing.ts';

/** Runs in the order of their first pixels: run i covers `starts[i]` up to `ends[i]` (not included), as positions in the picture. */
export interface PixelRuns {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The first run of the same object. */
  readonly roots: Uint32Array;
}

/** What is looked for. */
export interface Touching {
  readonly width: number;
  readonly height: number;
  /** Whether pixels that touch at a corner hang together. */
  readonly corners: boolean;
}

/** Finds the runs of a binary picture and joins those that touch. */
export async function pixelRuns(binary: Uint8Array, { width, height, corners }: Touching, signal: AbortSignal): Promise<PixelRuns> {
  const most = await countRuns(binary, { width, height }, signal);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  const roots = new Uint32Array(most);
  const reach = corners ? 1 : 0;
  let count = 0;
  let above = 0;
  await inBands({ width, height, passes: 2 }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      const first = count;
      for (let at = y * width, end = at + width; at < end; at += 1) {
        if (binary[at] === 0) continue;
        starts[count] = at;
        while (at < end && binary[at] !== 0) at += 1;
        ends[count] = at;
        roots[count] = count;
        count += 1;
      }
      // Both rows are gone along once: the run above that ends first is never met again by what follows.
      for (let run = first, other = above; run < count && other < first;) {
        if (ends[other]! + width + reach > starts[run]! && starts[other]! + width < ends[run]! + reach) join(roots, run, other);
        if (ends[other]! + width < ends[run]!) other += 1;
        else run += 1;
      }
      above = first;
    }
  });
  for (let run = 0; run < count; run += 1) roots[run] = roots[roots[run]!]!;
  return { count, starts, ends, roots };
}

async function countRuns(binary: Uint8Array, { width, height }: Pick<Touching, 'width' | 'height'>, signal: AbortSignal): Promise<number> {
  let count = 0;
  await inBands({ width, height }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) for (let at = y * width, end = at + width, before = 0; at < end; at += 1) {
      const value = binary[at]!;
      if (value !== 0 && before === 0) count += 1;
      before = value;
    }
  });
  return count;
}

// The smaller root is the root of both, so that a root is the first run of its object.
function join(roots: Uint32Array, one: number, other: number): void {
  const a = rootOf(roots, one);
  const b = rootOf(roots, other);
  if (a < b) roots[b] = a;
  else roots[a] = b;
}

function rootOf(roots: Uint32Array, run: number): number {
  let root = run;
  while (roots[root] !== root) {
    roots[root] = roots[roots[root]!]!;
    root = roots[root]!;
  }
  return root;
}
