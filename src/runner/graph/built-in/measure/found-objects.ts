// Objects out of runs of pixels: their numbers, their places in the label picture, and the figures of the largest.
import { LABEL_VALUES } from '../../../../domain/graph/built-in/measuring-algorithms.ts';
import { breathe } from '../pacing.ts';
import type { PixelRuns } from './pixel-runs.ts';

/** One object; x and y in pixels, the box from its first column and row. */
export interface FoundObject {
  readonly number: number;
  area: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  sumX: number;
  sumY: number;
}

/** All objects as a label picture, and the largest of them one by one. */
export interface FoundObjects {
  readonly all: number;
  readonly labels: Uint8Array;
  /** In the order of their numbers. */
  readonly listed: readonly FoundObject[];
}

/** What counts as an object, and how many are listed. */
export interface Wanted {
  readonly width: number;
  readonly height: number;
  readonly minArea: number;
  readonly most: number;
}

/** Runs gone over between two breaths. */
const STRETCH = 500_000;

/** Numbers the objects by their first pixels and paints and measures them. */
export async function foundObjects(runs: PixelRuns, wanted: Wanted, signal: AbortSignal): Promise<FoundObjects> {
  const areas = new Uint32Array(runs.count);
  await overRuns(runs, signal, (run) => (areas[runs.roots[run]!]! += runs.ends[run]! - runs.starts[run]!));
  const numbers = new Uint32Array(runs.count);
  let all = 0;
  await overRuns(runs, signal, (run) => {
    if (runs.roots[run] === run && areas[run]! >= wanted.minArea) numbers[run] = (all += 1);
  });
  const listed = largest(areas, numbers, Math.min(all, wanted.most));
  const labels = new Uint8Array(wanted.width * wanted.height);
  await overRuns(runs, signal, (run) => {
    const root = runs.roots[run]!;
    const number = numbers[root]!;
    if (number === 0) return;
    labels.fill(((number - 1) % LABEL_VALUES) + 1, runs.starts[run], runs.ends[run]);
    const object = listed.get(root);
    if (object !== undefined) measure(object, runs.starts[run]!, { end: runs.ends[run]!, width: wanted.width });
  });
  return { all, labels, listed: [...listed.values()] };
}

async function overRuns(runs: PixelRuns, signal: AbortSignal, work: (run: number) => void): Promise<void> {
  for (let run = 0; run < runs.count; run += 1) {
    if (run % STRETCH === 0) await breathe(signal);
    work(run);
  }
}

// By root. Of equally large ones those with the smaller numbers are listed.
function largest(areas: Uint32Array, numbers: Uint32Array, most: number): Map<number, FoundObject> {
  const sizes = areas.filter((_, run) => numbers[run] !== 0).sort();
  const least = most === 0 ? Infinity : sizes[sizes.length - most]!;
  let equal = most - sizes.reduce((larger, size) => (size > least ? larger + 1 : larger), 0);
  const listed = new Map<number, FoundObject>();
  for (let run = 0; run < numbers.length && listed.size < most; run += 1) {
    if (numbers[run] === 0 || areas[run]! < least) continue;
    if (areas[run] === least && (equal -= 1) < 0) continue;
    listed.set(run, { number: numbers[run]!, area: 0, left: Infinity, right: 0, top: Infinity, bottom: 0, sumX: 0, sumY: 0 });
  }
  return listed;
}

function measure(object: FoundObject, start: number, { end, width }: { readonly end: number; readonly width: number }): void {
  const y = Math.floor(start / width);
  const x = start - y * width;
  const length = end - start;
  object.area += length;
  object.left = Math.min(object.left, x);
  object.right = Math.max(object.right, x + length);
  object.top = Math.min(object.top, y);
  object.bottom = Math.max(object.bottom, y + 1);
  object.sumX += (length * (2 * x + length - 1)) / 2;
  object.sumY += length * y;
}
