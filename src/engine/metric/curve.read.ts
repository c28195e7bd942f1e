// Curves of series of numbers for pictures: with no more places than asked for.
import { type Curve, downSampled, placesEach } from '../../domain/metric/down-sample.ts';
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import { SINGLE_VALUE_ITERATION } from '../../domain/metric/metric-kind.ts';
import { pointPages } from '../../store/read/metric/point-page.store.ts';
import { type SeriesRef, seriesOfOwners } from '../../store/read/metric/series-read.store.ts';
import type { Engine } from '../engine.ts';
import { ownerOf } from './owner.read.ts';
import { isWanted, type WantedSeries } from './wanted-series.ts';

/** Which curves. */
export interface CurveQuery {
  /** Places of each curve at most. */
  readonly samples: number;
  /** What x is: iterations, or milliseconds since 1970. */
  readonly axis: 'ITERATION' | 'TIME';
  /** Null = all. */
  readonly wanted: readonly WantedSeries[] | null;
}

/** A curve with what it is of. */
export interface SeriesCurve extends Curve {
  readonly metric: string;
  readonly variant: string;
}

/** The curves of an owner's numbers in the order of metric and variant; values that belong to no iteration are no part of them. */
export async function curvesOf({ db }: Engine, owner: EventOwner, { samples, axis, wanted }: CurveQuery): Promise<readonly SeriesCurve[]> {
  const series = (await seriesOfOwners(db, [ownerOf(owner)], ['SCALAR'])).filter((one) => isWanted(one, wanted));
  const places = placesEach(samples, series.length);
  const curves: SeriesCurve[] = [];
  let points: { x: number; value: number }[] = [];
  let current: SeriesRef | undefined;
  const finish = (): void => {
    if (current !== undefined && points.length > 0) curves.push({ metric: current.metric, variant: current.variant, ...downSampled(axis === 'TIME' ? points.sort((a, b) => a.x - b.x) : points, places) });
    points = [];
  };
  const byId = new Map(series.map((one) => [one.id, one]));
  for await (const page of pointPages(db, series)) {
    if (page.seriesId !== current?.id) finish();
    current = byId.get(page.seriesId)!;
    for (const { iter, at, value } of page.points) if (iter !== SINGLE_VALUE_ITERATION) points.push({ x: axis === 'TIME' ? at : iter, value });
  }
  finish();
  return curves;
}
