// Weights by which pixels are resampled along one axis.

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (lobes: number) => ({ reach: lobes, weight: (x: number) => sinc(x) * sinc(x / lobes) });

// The two-parameter family of cubics that pass from one piece to the next smoothly; `b` blurs, `c` sharpens.
function cubic(b: number, c: number) {
  const near = [1 - b / 3, 0, b * 2 + c - 3, 2 - 1.5 * b - c];
  const far = [(4 * b) / 3 + 4 * c, -2 * b - 8 * c, b + 5 * c, -b / 6 - c];
  const value = ([p, q, r, s]: number[], x: number) => p! + x * (q! + x * (r! + x * s!));
  return { reach: 2, weight: (x: number) => value(Math.abs(x) < 1 ? near : far, Math.abs(x)) };
}

const KERNELS: Readonly<Record<string, { readonly reach: number; weight(x: number): number }>> = {
  linear: { reach: 1, weight: (x) => 1 - Math.abs(x) }, cubic: cubic(0, 0.5), mitchell: cubic(1 / 3, 1 / 3), lanczos2: lanczos(2), lanczos3: lanczos(3),
};

/** For each place of the new axis which old places count, and how much; beyond the ends the last place goes on. */
export interface AxisWeights {
  /** Places counted for each new one. */
  readonly taps: number;
  /** `taps` old places for each new one. */
  readonly places: Int32Array;
  /** Their weights; those of one new place add up to 1. */
  readonly weights: Float64Array;
}

/** The weights of a kernel from one length to another; when it becomes shorter the kernel is spread as much. */
export function axisWeights(kernel: string, from: number, to: number): AxisWeights {
  const { reach, weight } = KERNELS[kernel]!;
  const spread = Math.max(1, from / to);
  const taps = Math.ceil(2 * reach * spread) + 1;
  const places = new Int32Array(to * taps);
  const weights = new Float64Array(to * taps);
  for (let i = 0; i < to; i += 1) {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.ceil(centre - reach * spread);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const away = (first + tap - centre) / spread;
      const share = Math.abs(away) < reach ? weight(away) : 0;
      places[i * taps + tap] = Math.min(from - 1, Math.max(0, first + tap));
      weights[i * taps + tap] = share;
      sum += share;
    }
    for (let tap = 0; tap < taps; tap += 1) weights[i * taps + tap]! /= sum;
  }
  return { taps, places, weights };
}
