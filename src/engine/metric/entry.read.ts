// Points and documents of an owner as they were reported, page by page.
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import type { DocumentKind, MetricKind } from '../../domain/metric/metric-kind.ts';
import { entryPage, type EntryPlace, type EntryRow, lastIterations, MAX_PAGE_TEXT } from '../../store/read/metric/entry-page.store.ts';
import { type SeriesRef, seriesOfOwners } from '../../store/read/metric/series-read.store.ts';
import type { Engine } from '../engine.ts';
import { ownerOf } from './owner.read.ts';
import { isWanted, type WantedSeries } from './wanted-series.ts';

export type { EntryPlace } from '../../store/read/metric/entry-page.store.ts';

/** An entry with its series. */
export interface SeriesEntry extends EntryRow {
  readonly kind: MetricKind;
  readonly metric: string;
  readonly variant: string;
}

/** Which entries, and which page of them. */
export interface EntryQuery {
  readonly kinds: readonly MetricKind[];
  readonly wanted: readonly WantedSeries[] | null;
  readonly descending: boolean;
  readonly after: EntryPlace | null;
  readonly limit: number;
}

/** A page, and how many there are in all. A page may be short because its documents are large: the one after the last is empty. */
export interface EntryPage {
  readonly entries: readonly SeriesEntry[];
  readonly total: number;
}

/** A page of entries in the order of iterations. */
export async function entriesOf({ db }: Engine, owner: EventOwner, query: EntryQuery): Promise<EntryPage> {
  const series = (await seriesOfOwners(db, [ownerOf(owner)], query.kinds)).filter((one) => isWanted(one, query.wanted));
  const rows = await entryPage(db, { ...query, seriesIds: series.map(({ id }) => id) });
  return { entries: entriesWith(series, rows), total: series.reduce((sum, { entries }) => sum + entries, 0) };
}

/** Which of the last documents. */
export interface LastQuery {
  readonly kind: DocumentKind;
  readonly wanted: readonly WantedSeries[] | null;
  /** The last so many iterations of each series, or of all of them together. */
  readonly iterations: number;
  readonly together: boolean;
  /** Only iterations below this one. */
  readonly before: number | null;
  readonly after: EntryPlace | null;
  readonly limit: number;
}

/** The documents of the last iterations, the latest first; `isCut` when there may be more of the last one of the page. */
export async function lastDocumentsOf({ db }: Engine, owner: EventOwner, query: LastQuery): Promise<EntryPage & { readonly isCut: boolean }> {
  const { kind, wanted, iterations: count, before, after, limit } = query;
  const series = (await seriesOfOwners(db, [ownerOf(owner)], [kind])).filter((one) => isWanted(one, wanted));
  const last = await lastIterations(db, series.map(({ id }) => id), { before, count });
  const inOrder = [...new Set(last.map(({ iter }) => iter))].sort((a, b) => b - a);
  const least = inOrder[Math.min(count, inOrder.length) - 1];
  const bounds = new Map(last.map(({ seriesId, iter }) => [seriesId, query.together ? least! : iter]));
  const place = after ?? (before === null ? null : { iter: before, seriesId: Number.MAX_SAFE_INTEGER, key: '' });
  const rows = await entryPage(db, { seriesIds: [...bounds.keys()], from: [...bounds.values()], descending: true, after: place, limit });
  const isCut = rows.length === limit || rows.reduce((sum, { body }) => sum + (body?.length ?? 0), 0) >= MAX_PAGE_TEXT;
  return { entries: entriesWith(series, rows), total: last.length, isCut };
}

function entriesWith(series: readonly SeriesRef[], rows: readonly EntryRow[]): readonly SeriesEntry[] {
  const byId = new Map(series.map((one) => [one.id, one]));
  return rows.map((row) => {
    const { kind, metric, variant } = byId.get(row.seriesId)!;
    return { ...row, kind, metric, variant };
  });
}
