// A logarithmic axis: where a value stands, and which values are written beside it.

/** One axis from pixel to pixel. */
export interface LogAxis {
  /** Values that are written, rising, at least two. */
  readonly ticks: readonly number[];
  /** The pixel of a value; values beyond the ends are put at the ends. */
  at(value: number): number;
}

/** Decades beyond which only powers of ten are written; below it also the twos and fives. */
const FINE_DECADES = 3;

/** An axis that holds all of the values. Throws for values that have no logarithm, and for none at all. */
export function logAxis(values: readonly number[], pixels: { readonly from: number; readonly to: number }): LogAxis {
  if (values.length === 0 || values.some((value) => !(value > 0) || !Number.isFinite(value))) throw new Error(`a logarithmic axis cannot show ${values.join(', ') || 'nothing'}`);
  const ticks = ticksAround(Math.min(...values), Math.max(...values));
  const [low, high] = [Math.log(ticks[0]!), Math.log(ticks.at(-1)!)];
  const { from, to } = pixels;
  return {
    ticks,
    at(value) {
      const share = (Math.log(value) - low) / (high - low);
      return from + (to - from) * Math.min(1, Math.max(0, share));
    },
  };
}

/** Round numbers, the first at or below the least value, the last at or above the greatest. */
function ticksAround(least: number, greatest: number): number[] {
  const decades = Math.log10(greatest) - Math.log10(least);
  const steps = decades > FINE_DECADES ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(least)) - 1;
  const last = Math.ceil(Math.log10(greatest)) + 1;
  const all: number[] = [];
  for (let power = first; power <= last; power++) for (const step of steps) all.push(Number(`${step}e${power}`));
  const begin = all.findLastIndex((tick) => tick <= least);
  const end = all.findIndex((tick) => tick >= greatest);
  return all.slice(begin, Math.max(end, begin + 1) + 1);
}
