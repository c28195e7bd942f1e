// The points of a batch: appended where they are certainly new, else compared with what is there.
import { MAX_OWNER_POINTS, MAX_SERIES_POINTS } from '../../domain/metric/metric-kind.ts';
import { intakeOf, mayExist, type NumberedPoint, type SeriesIntake } from '../../domain/metric/series-intake.ts';
import { NO_STATISTICS, type Point, type SeriesStatistics, withPoints } from '../../domain/metric/series-statistics.ts';
import type { Connection } from '../../store/database.ts';
import { pointPages, type SizedSeries } from '../../store/read/metric/point-page.store.ts';
import { appendPoints, emptyColumns, oldPoints, overwritePoints, type PointColumns, pushPoint } from '../../store/write/metric/metric-point.store.ts';
import type { SeriesRow } from '../../store/write/metric/metric-series.store.ts';
import { send, type Work } from '../work.ts';
import type { SeriesInHand } from './entry-intake.ts';
import type { EventFaults } from './event-batch.ts';

/** Writes the points of series and gives the rows as they are afterwards. */
export async function writePointsOf(work: Work, hands: readonly SeriesInHand[], faults: EventFaults): Promise<readonly SeriesRow[]> {
  const old = await oldOf(work, hands);
  const taken = hands.flatMap((hand) => {
    const intake = takenOf(hand, { old: old.get(hand.row.id), faults });
    return intake === null ? [] : [{ hand, intake }];
  }).sort((a, b) => a.hand.row.id - b.hand.row.id);
  const fresh = emptyColumns();
  const changed = emptyColumns();
  for (const { hand, intake } of taken) {
    pushAll(fresh, hand, intake.fresh);
    pushAll(changed, hand, intake.changed);
  }
  if (fresh.seriesIds.length > 0) send(appendPoints(work.tx, fresh));
  if (changed.seriesIds.length > 0) send(overwritePoints(work.tx, changed));
  const counted = await countedAnew(work.tx, taken.filter(({ intake }) => intake.statistics === null).map(({ hand: { row }, intake }) => ({ id: row.id, entries: row.entries + intake.fresh.length })));
  return taken.map(({ hand, intake }) => rowAfter(hand, intake, intake.statistics ?? counted.get(hand.row.id) ?? NO_STATISTICS));
}

/** What is there at iterations that are not beyond what the series has, by series and iteration. */
async function oldOf(work: Work, hands: readonly SeriesInHand[]): Promise<ReadonlyMap<number, ReadonlyMap<number, Point>>> {
  const seriesIds: number[] = [];
  const iters: number[] = [];
  for (const { row, batch } of hands) {
    for (const iter of batch.points.keys()) {
      if (!mayExist(row, iter)) continue;
      seriesIds.push(row.id);
      iters.push(iter);
    }
  }
  const found = new Map<number, Map<number, Point>>();
  if (iters.length === 0) return found;
  for (const point of await oldPoints(work.tx, { seriesIds, iters })) {
    const ofSeries = found.get(point.seriesId) ?? new Map<number, Point>();
    ofSeries.set(point.iter, point);
    found.set(point.seriesId, ofSeries);
  }
  return found;
}

function takenOf({ batch, row, stream }: SeriesInHand, { old, faults }: { readonly old: ReadonlyMap<number, Point> | undefined; readonly faults: EventFaults }): SeriesIntake | null {
  const intake = intakeOf(row, batch.points.values(), old);
  if (intake === null) faults.add(`the series would have more than ${MAX_SERIES_POINTS} points, and no more are kept`, batch.events);
  else if (stream.points + intake.fresh.length > MAX_OWNER_POINTS) faults.add(`there would be more than ${MAX_OWNER_POINTS} points, and no more are kept`, batch.events);
  else {
    stream.points += intake.fresh.length;
    return intake;
  }
  return null;
}

function pushAll(columns: PointColumns, { row, first }: SeriesInHand, points: readonly NumberedPoint[]): void {
  for (const point of points) pushPoint(columns, row.id, { ...point, n: first + point.n });
}

function rowAfter({ row, batch, first }: SeriesInHand, { fresh, changed }: SeriesIntake, statistics: SeriesStatistics): SeriesRow {
  let { topIter, lastN } = row;
  for (const { iter, n } of [...fresh, ...changed]) {
    if (topIter === null || iter > topIter) topIter = iter;
    if (first + n > lastN) lastN = first + n;
  }
  return { ...row, ...statistics, xAxisLabel: batch.xAxisLabel ?? row.xAxisLabel, entries: row.entries + fresh.length, topIter, lastN };
}

/** The statistics of the points that these series have now, read within this transaction; small series share a statement. */
async function countedAnew(tx: Connection, series: readonly SizedSeries[]): Promise<ReadonlyMap<number, SeriesStatistics>> {
  const counted = new Map<number, SeriesStatistics>();
  for await (const { seriesId, points } of pointPages(tx, series)) counted.set(seriesId, withPoints(counted.get(seriesId) ?? NO_STATISTICS, points));
  return counted;
}
