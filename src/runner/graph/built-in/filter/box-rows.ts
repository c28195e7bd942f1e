// Sums of square neighbourhoods by running sums: the cost of a pixel does not depend on the radius.
import type { Raster } from '../../algorithm-code.ts';
import { inBands } from '../pacing.ts';

/** Calls `row` for each row with the sum of every sample's neighbourhood, 2 * radius + 1 pixels across; beyond the edges the edge goes on. The sums are overwritten by the next row. */
export async function boxRows(raster: Raster, { radius, signal }: { readonly radius: number; readonly signal: AbortSignal }, row: (y: number, sums: Uint32Array) => void): Promise<void> {
  const { height, channels, data } = raster;
  const length = raster.width * channels;
  const columns = new Uint32Array(length);
  const sums = new Uint32Array(length);
  const rowAt = (y: number) => Math.min(height - 1, Math.max(0, y)) * length;
  for (let y = -radius - 1; y < radius; y += 1) for (let i = 0, at = rowAt(y); i < length; i += 1, at += 1) columns[i]! += data[at]!;
  await inBands({ width: length, height, passes: 2 }, signal, (from, to) => {
    for (let y = from; y < to; y += 1) {
      const leaving = rowAt(y - radius - 1);
      const coming = rowAt(y + radius);
      for (let i = 0; i < length; i += 1) columns[i] = columns[i]! + data[coming + i]! - data[leaving + i]!;
      for (let c = 0; c < channels; c += 1) slideAlong(columns, sums, { first: c, step: channels, radius });
      row(y, sums);
    }
  });
}

function slideAlong(columns: Uint32Array, sums: Uint32Array, { first, step, radius }: { readonly first: number; readonly step: number; readonly radius: number }): void {
  const last = columns.length - step + first;
  const reach = radius * step;
  let sum = columns[first]! * (radius + 1);
  for (let i = 1; i <= radius; i += 1) sum += columns[Math.min(last, first + i * step)]!;
  sums[first] = sum;
  for (let at = first + step; at <= last; at += step) {
    const coming = at + reach;
    const leaving = at - step - reach;
    sum += columns[coming > last ? last : coming]! - columns[leaving < first ? first : leaving]!;
    sums[at] = sum;
  }
}
