// The largest sample of neighbourhoods along a line: spans of 1, 2, 4 … are joined, so that a window costs the logarithm of its width.

/** A line with room for the window on both sides, filled with 0 there. */
export interface PaddedLine {
  /** `(length + 2 * radius) * unit` bytes. */
  readonly bytes: Uint8Array;
  /** Bytes of a place: the window moves by places, and each byte of a place is on its own. */
  readonly unit: number;
  readonly radius: number;
}

/** Writes the maximum of the window around each place into `to`, from `at` on. The line's bytes are used up. */
export function lineMaxima(line: PaddedLine, to: Uint8Array, at: number): void {
  const { bytes, unit, radius } = line;
  const rest = (2 * radius + 1 - joinSpans(line)) * unit;
  const length = bytes.length - 2 * radius * unit;
  for (let i = 0; i < length; i += 1) {
    const first = bytes[i]!;
    const second = bytes[i + rest]!;
    to[at + i] = first > second ? first : second;
  }
}

// Turns each place into the maximum of the `span` places from it on, for the largest power of two within the window; returns the span.
function joinSpans({ bytes, unit, radius }: PaddedLine): number {
  let span = 1;
  for (; span * 2 <= 2 * radius + 1; span *= 2) {
    const step = span * unit;
    for (let i = 0, end = bytes.length - step; i < end; i += 1) {
      const other = bytes[i + step]!;
      if (other > bytes[i]!) bytes[i] = other;
    }
  }
  return span;
}
