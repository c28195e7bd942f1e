// Room for what comes: partitions of the event log and of output lines are there before they are needed.
import { ensurePartitions } from '../../store/event/ensure-partitions.store.ts';
import { ensureLinePartitions } from '../../store/retention/line-partition.store.ts';
import type { Engine } from '../engine.ts';

/** Partitions of the event log made ahead of its end. */
export const PARTITIONS_AHEAD = 2;

/** Weeks of output made ahead: a server that was not running, or a machine that slept, for longer makes room when it starts. */
export const WEEKS_AHEAD = 4;

/** Makes what is missing; harmless when several servers do it at once, and nobody who reads or writes waits for it. */
export async function makeRoom({ db, settings }: Engine): Promise<void> {
  await db.transaction((tx) => ensurePartitions(tx, { ahead: PARTITIONS_AHEAD, retentionDays: settings.eventRetentionDays }));
  await db.transaction((tx) => ensureLinePartitions(tx, { aheadWeeks: WEEKS_AHEAD, retentionDays: settings.logRetentionDays }));
}
