// Texts of plots and lists: read for those entries whose text is asked for, up to a bound for each operation.
import DataLoader from 'dataloader';
import { DomainError } from '../../../domain/errors.ts';
import type { MetricEntry } from '../../../domain/metric/metric-entry.ts';
import type { Connection } from '../../../store/database.ts';
import { bodiesOf } from '../../../store/read/metric/metric-listing.ts';

/** Characters of all texts of one operation at most, unless a single one is longer. */
export const MAX_BODY_TEXT = 33_554_432;

/** A loader of texts, by the entry. */
export function metricBodyLoader(db: Connection): DataLoader<MetricEntry, string | null, string> {
  let text = 0;
  return new DataLoader<MetricEntry, string | null, string>(async (entries) => {
    const before = text;
    text += entries.reduce((sum, { size }) => sum + size, 0);
    if (text > MAX_BODY_TEXT && (before > 0 || entries.length > 1)) throw new DomainError('LIMIT_EXCEEDED', `the texts of these documents have more than ${MAX_BODY_TEXT} characters together: ask for fewer entries a page`);
    const found = new Map((await bodiesOf(db, entries)).map((one) => [placeOf(one), one.body]));
    return entries.map((entry) => found.get(placeOf(entry)) ?? null);
  }, { maxBatchSize: MAX_BATCH, cacheKeyFn: placeOf });
}

/** Texts of one statement at most. */
const MAX_BATCH = 100;

function placeOf({ seriesId, iter, key }: Pick<MetricEntry, 'seriesId' | 'iter' | 'key'>): string {
  return `${seriesId} ${iter} ${key}`;
}
