// What is asked of several owners at once: names of their metrics, and values that belong to no iteration.
import type { EventOwner } from '../../domain/metric/event-admission.ts';
import { type MetricKind, SINGLE_VALUE_ITERATION } from '../../domain/metric/metric-kind.ts';
import { seriesOfOwners, type SingleValue, singleValues } from '../../store/read/metric/series-read.store.ts';
import type { Engine } from '../engine.ts';
import { ownerOf } from './owner.read.ts';

/** Names of the metrics that have entries of a kind, by owner; owners without any are left out. */
export async function metricNames({ db }: Engine, owners: readonly EventOwner[], kind: MetricKind): Promise<ReadonlyMap<string, readonly string[]>> {
  const series = Map.groupBy(await seriesOfOwners(db, owners.map(ownerOf), [kind]), ({ ownerId }) => ownerId);
  return new Map([...series].map(([ownerId, own]) => [ownerId, [...new Set(own.map(({ metric }) => metric))]]));
}

/** The values of owners that belong to no iteration, in the order of metric and variant. */
export async function singleValuesOf({ db }: Engine, owners: readonly EventOwner[]): Promise<ReadonlyMap<string, readonly SingleValue[]>> {
  return Map.groupBy(await singleValues(db, owners.map(ownerOf), SINGLE_VALUE_ITERATION), ({ ownerId }) => ownerId);
}
