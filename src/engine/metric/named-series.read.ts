// A series by its name.
import type { MetricKind } from '../../domain/metric/metric-kind.ts';
import { type ListedSeries, seriesByName } from '../../store/read/metric/metric-listing.ts';
import type { Engine } from '../engine.ts';

/** A series of the present generation of a task that the caller was shown to see; null when it has none of that name. */
export function seriesNamed({ db }: Engine, of: { readonly taskId: string; readonly kind: MetricKind; readonly metric: string; readonly variant: string }): Promise<ListedSeries | null> {
  // No name has a NUL, and PostgreSQL would refuse one.
  return of.metric.includes('\0') || of.variant.includes('\0') ? Promise.resolve(null) : seriesByName(db, { ...of, metric: of.metric.toWellFormed(), variant: of.variant.toWellFormed() });
}
