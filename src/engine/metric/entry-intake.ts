// Points and documents of a batch: series found or made under the lock of their owners' streams, entries written, statistics kept right.
import { MAX_OWNER_SERIES } from '../../domain/metric/metric-kind.ts';
import { findSeries, makeSeries, saveSeries, type SeriesName, type SeriesRow } from '../../store/write/metric/metric-series.store.ts';
import { advanceMetricStreams, lockMetricStreams, type LockedStream } from '../../store/write/metric/metric-stream.store.ts';
import { send, type Work } from '../work.ts';
import { writeDocumentsOf } from './document-intake.ts';
import type { EventFaults, OwnerBatch, SeriesBatch } from './event-batch.ts';
import { writePointsOf } from './point-intake.ts';

/** The stream of an owner while a batch is written: its counts move as entries are added. */
export type StreamInHand = { -readonly [Key in keyof LockedStream]: LockedStream[Key] };

/** A series with what a batch says of it. */
export interface SeriesInHand {
  readonly batch: SeriesBatch;
  readonly row: SeriesRow;
  readonly stream: StreamInHand;
  /** What is added to the numbers of the batch's entries. */
  readonly first: number;
}

/** Writes the entries of owners, which must be in the order of their ids; what is beyond a limit is counted among the faults. */
export async function takeEntries(work: Work, batches: readonly OwnerBatch[], faults: EventFaults): Promise<void> {
  if (batches.length === 0) return;
  const streams = await lockMetricStreams(work.tx, batches.map(({ owner }) => ({ ownerId: owner.id, generation: owner.generation })));
  const byOwner = new Map<string, StreamInHand>(streams.map((stream) => [stream.ownerId, { ...stream }]));
  const hands = await seriesInHand(work, batches.map((batch) => ({ batch, stream: byOwner.get(batch.owner.id)! })), faults);
  const points = await writePointsOf(work, hands.filter(({ batch }) => batch.kind === 'SCALAR'), faults);
  const documents = await writeDocumentsOf(work, hands.filter(({ batch }) => batch.kind !== 'SCALAR'), faults);
  send(saveSeries(work.tx, [...points, ...documents].sort((a, b) => a.id - b.id)));
  send(advanceMetricStreams(work.tx, [...byOwner.values()]));
}

/** The rows of all series, those made that were not there; numbers are set aside for every entry, also where one is refused in the end. */
async function seriesInHand(work: Work, owners: readonly { readonly batch: OwnerBatch; readonly stream: StreamInHand }[], faults: EventFaults): Promise<readonly SeriesInHand[]> {
  const wanted = owners.flatMap(({ batch, stream }) => {
    const first = stream.next;
    stream.next += batch.entries;
    return [...batch.series.values()].map((series) => ({ batch: series, stream, first, name: nameOf(stream, series) }));
  });
  const rows = new Map((await findSeries(work.tx, wanted.map(({ name }) => name))).map((row) => [textOf(row), row]));
  const missing = wanted.filter(({ name, stream, batch }) => {
    if (rows.has(textOf(name))) return false;
    if (stream.series < MAX_OWNER_SERIES) return ++stream.series > 0;
    faults.add(`there are ${MAX_OWNER_SERIES} series already, and no more are kept`, batch.events);
    return false;
  });
  if (missing.length > 0) for (const row of await makeSeries(work.tx, missing.map(({ name }) => name))) rows.set(textOf(row), row);
  return wanted.flatMap(({ batch, stream, first, name }) => {
    const row = rows.get(textOf(name));
    return row === undefined ? [] : [{ batch, stream, first, row }];
  });
}

function nameOf({ ownerId, generation }: StreamInHand, { kind, metric, variant }: SeriesBatch): SeriesName {
  return { ownerId, generation, kind, metric, variant };
}

function textOf({ ownerId, generation, kind, metric, variant }: SeriesName): string {
  return `${ownerId} ${generation} ${kind}\0${metric}\0${variant}`;
}
