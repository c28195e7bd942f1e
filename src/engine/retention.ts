// Retention: what is too old is forgotten, and room for what comes is made in time.
import { dropExpiredPartitions } from '../store/event/drop-expired-partitions.store.ts';
import { ensurePartitions } from '../store/event/ensure-partitions.store.ts';
import { FORGET_BATCH, forgetRequests } from '../store/write/request.store.ts';
import type { Engine } from './engine.ts';

/** Partitions of the event log made ahead of its end. */
export const PARTITIONS_AHEAD = 2;

/** One round; harmless when several servers do it at once. Rejects when writers are too busy to drop a partition: the next round tries again. */
export async function retain(engine: Engine): Promise<void> {
  const { requestRetentionHours, eventRetentionDays } = engine.settings;
  await engine.db.transaction((tx) => ensurePartitions(tx, PARTITIONS_AHEAD));
  while ((await forgetRequests(engine.db, requestRetentionHours)) === FORGET_BATCH);
  await engine.db.transaction((tx) => dropExpiredPartitions(tx, { olderThan: new Date(engine.clock.now() - eventRetentionDays * 86_400_000) }));
}
