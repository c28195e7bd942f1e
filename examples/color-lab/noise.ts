// Noise as instruments have it, the same in every process that begins with the same seed.
const SEED = 2024;
let state = SEED;

/** A normally distributed number around 0. */
export function noise(deviation: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
  return deviation * radius * Math.cos(2 * Math.PI * uniform());
}

/** Waits as long as a device takes, give or take a twentieth. */
export function takes(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, seconds * (1 + noise(0.05))) * 1_000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

// A number in [0, 1) (mulberry32).
function uniform(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
