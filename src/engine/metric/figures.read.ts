// What is asked of several owners at once: names of their metrics, and values that belong to no iteration.
import { DomainError } from '../../domain/errors.ts';
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import { type MetricKind, SINGLE_VALUE_ITERATION } from '../../domain/metric/metric-kind.ts';
import { MAX_READ_SERIES, seriesOfOwners, type SingleValue, singleValues } from '../../store/read/metric/series-read.store.ts';
import type { Engine } from '../engine.ts';
import { ownerOf } from './owner.read.ts';

/** Names of the metrics that have entries of a kind, by owner; owners without any are left out. Throws LIMIT_EXCEEDED beyond `MAX_READ_SERIES`. */
export async function metricNames({ db }: Engine, owners: readonly EventOwner[], kind: MetricKind): Promise<ReadonlyMap<string, readonly string[]>> {
  const series = Map.groupBy(requireFew(await seriesOfOwners(db, owners.map(ownerOf), [kind])), ({ ownerId }) => ownerId);
  return new Map([...series].map(([ownerId, own]) => [ownerId, [...new Set(own.map(({ metric }) => metric))]]));
}

/** The values of owners that belong to no iteration, in the order of metric and variant. Throws LIMIT_EXCEEDED beyond `MAX_READ_SERIES`. */
export async function singleValuesOf({ db }: Engine, owners: readonly EventOwner[]): Promise<ReadonlyMap<string, readonly SingleValue[]>> {
  return Map.groupBy(requireFew(await singleValues(db, owners.map(ownerOf), SINGLE_VALUE_ITERATION)), ({ ownerId }) => ownerId);
}

function requireFew<Row>(rows: readonly Row[]): readonly Row[] {
  if (rows.length > MAX_READ_SERIES) throw new DomainError('LIMIT_EXCEEDED', `these tasks or models have more than ${MAX_READ_SERIES} series together: ask for fewer of them at once`);
  return rows;
}
