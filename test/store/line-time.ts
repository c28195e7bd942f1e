// Time travel for output: what a task has written so far was written weeks ago.
import { isoDay, WEEK_DAYS, weekOf } from '../../src/domain/retention/line-week.ts';
import type { Database } from '../../src/store/database.ts';
import { todayOf } from '../../src/store/retention/line-partition.store.ts';

/** Moves all lines of a task, and the row of its stream, so many weeks back, into partitions that are made where they are missing. */
export async function movedBack(db: Pick<Database, 'pool' | 'query'>, taskId: string, weeks: number): Promise<void> {
  const { rows } = await db.pool.query<{ from: number; to: number }>(
    `SELECT first_day - DATE '1970-01-01' AS from, last_day - DATE '1970-01-01' AS to FROM task_stream WHERE task_id = $1`, [taskId]);
  const today = await todayOf(db);
  const { from, to } = rows[0] ?? { from: today, to: today };
  for (let day = weekOf(from - weeks * WEEK_DAYS).from; day <= to - weeks * WEEK_DAYS; day += WEEK_DAYS) await madeWeek(db, day);
  await db.pool.query(`UPDATE log_line SET day = day - $2::int WHERE task_id = $1`, [taskId, weeks * WEEK_DAYS]);
  await db.pool.query(`UPDATE task_stream SET first_day = first_day - $2::int, last_day = last_day - $2::int WHERE task_id = $1`, [taskId, weeks * WEEK_DAYS]);
}

/** The partition of the week that begins on this day, like those that the product makes ahead. */
export async function madeWeek(db: Pick<Database, 'pool'>, monday: number): Promise<void> {
  const name = `log_line_${isoDay(monday).replaceAll('-', '')}`;
  const { rows } = await db.pool.query('SELECT 1 FROM pg_class WHERE relname = $1', [name]);
  if (rows.length > 0) return;
  await db.pool.query(`CREATE TABLE ${name} (LIKE log_line INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (task_id, generation, n))`);
  await db.pool.query(`ALTER TABLE log_line ATTACH PARTITION ${name} FOR VALUES FROM ('${isoDay(monday)}') TO ('${isoDay(monday + WEEK_DAYS)}')`);
}
