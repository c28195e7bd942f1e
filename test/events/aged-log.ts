// Retention in the tests of this folder: time travel by SQL, and rounds of the product's own retention.
import { retainIn, type RetentionSettings } from '../../src/engine/retention.ts';
import { openRetentionSession } from '../../src/store/retention/retention-session.store.ts';
import type { PlainDatabase } from './plain-database.ts';

/** Keeps events for a day, and everything else for longer than any test takes. */
export const ONE_DAY: RetentionSettings = { eventRetentionDays: 1, logRetentionDays: 365, requestRetentionHours: 24 };

/** Makes all events up to a number so many days older. */
export async function ageEvents(db: PlainDatabase, { upTo, days }: { upTo: number; days: number }): Promise<void> {
  await db.pool.query('UPDATE event SET at = at - make_interval(days => $1) WHERE seq <= $2', [days, upTo]);
}

/** One round of retention; gives the names of the partitions that are gone. */
export async function compact(db: PlainDatabase, settings: Partial<RetentionSettings> = {}): Promise<readonly string[]> {
  await using session = await openRetentionSession(db.pool);
  if (session === null) throw new Error('another round of retention is under way in this database');
  return await retainIn(session, { ...ONE_DAY, ...settings });
}

/** Moves the log on, as so many events would. */
export async function moveTo(db: PlainDatabase, seq: number): Promise<void> {
  await db.pool.query(`SELECT setval(pg_get_serial_sequence('event', 'seq'), $1)`, [seq]);
}
