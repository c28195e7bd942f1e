// Retention: what is too old is forgotten, and room for what comes is made in time.
import { isRangeExpired } from '../domain/retention/line-week.ts';
import { FORGET_AUDIT_BATCH, forgetAuditEntries } from '../store/access/audit-write.store.ts';
import { forgetEndedLocks } from '../store/access/lab-lock.store.ts';
import type { Connection } from '../store/database.ts';
import { logMeta } from '../store/event/log-meta.store.ts';
import { listPartitions } from '../store/event/partition-list.store.ts';
import { FORGET_SESSIONS_BATCH, forgetSessions } from '../store/retention/forget-sessions.store.ts';
import { linePartitions, todayOf } from '../store/retention/line-partition.store.ts';
import { openRetentionSession, type RetentionSession } from '../store/retention/retention-session.store.ts';
import { FORGET_RESULTS_BATCH, forgetGraphResults } from '../store/write/deployment/graph-result.store.ts';
import { forgetOldMetrics } from '../store/write/metric/forget-metrics.store.ts';
import { FORGET_BATCH, forgetRequests } from '../store/write/request.store.ts';
import { DEFAULT_AUDIT_DAYS, type Engine, type EngineSettings } from './engine.ts';
import { deleteTrimmed, removePartitions, type Removal } from './retention/compact.ts';
import { forgetLog } from './retention/forget-log.ts';
import { makeRoom } from './retention/make-room.ts';

/** For how long things are kept. */
export type RetentionSettings = Pick<EngineSettings, 'requestRetentionHours' | 'eventRetentionDays' | 'logRetentionDays' | 'auditRetentionDays'>;

/**
 * One round. Of several servers that begin one at the same time a single one does the work, the others only see to the room. Gives the
 * partitions that are gone, null when another was at work. Rejects when a transaction older than the last round keeps one from going.
 */
export async function retain(engine: Engine): Promise<readonly string[] | null> {
  await makeRoom(engine);
  await using session = await openRetentionSession(engine.db.pool);
  return session && (await retainIn(session, engine.settings));
}

/** The work of one round, for the one who has the session. */
export async function retainIn(session: RetentionSession, settings: RetentionSettings): Promise<readonly string[]> {
  while ((await forgetRequests(session, settings.requestRetentionHours)) === FORGET_BATCH);
  while ((await forgetSessions(session, settings.eventRetentionDays)) === FORGET_SESSIONS_BATCH);
  while ((await forgetAuditEntries(session, settings.auditRetentionDays ?? DEFAULT_AUDIT_DAYS)) === FORGET_AUDIT_BATCH);
  await forgetEndedLocks(session);
  while ((await forgetOldMetrics(session)) > 0);
  while ((await forgetGraphResults(session)) === FORGET_RESULTS_BATCH);
  await forgetLog(session, settings.eventRetentionDays);
  const { floor } = await logMeta(session);
  const below = (await listPartitions(session)).filter(({ last }) => last <= floor);
  const removals = [await removePartitions(session, 'event', below.map(({ name }) => name)), await removeLines(session, settings.logRetentionDays)];
  await deleteTrimmed(session, below.at(-1)?.last ?? 0);
  const held = removals.flatMap((removal) => removal.held ?? []);
  if (held.length > 0) throw new Error(`${held.join(' and ')} cannot be removed while a transaction from before the last round goes on: end it (pg_stat_activity, oldest xact_start)`);
  return removals.flatMap(({ removed }) => removed);
}

/** Partitions of output whose last day has expired. */
async function removeLines(session: Connection, retentionDays: number): Promise<Removal> {
  const today = await todayOf(session);
  const going = (await linePartitions(session)).filter((range) => isRangeExpired(range, { today, retentionDays }));
  return removePartitions(session, 'log_line', going.map(({ name }) => name));
}
