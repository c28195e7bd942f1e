// Which series a reader wants: by metric, and by variants of it.

/** A metric; all of its variants when none are named. */
export interface WantedSeries {
  readonly metric: string;
  readonly variants: readonly string[];
}

/** Whether a series is among those wanted; null wants all. */
export function isWanted({ metric, variant }: { readonly metric: string; readonly variant: string }, wanted: readonly WantedSeries[] | null): boolean {
  return wanted === null || wanted.some((one) => one.metric === metric && (one.variants.length === 0 || one.variants.includes(variant)));
}
