// When a task came to stand where it stands, and what it names beside that.
import type { Connection, Statement } from '../../database.ts';

/** Times of a task's status, and its queue. */
export interface StatusTimes {
  readonly statusChangedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly publishedAt: Date | null;
  readonly queueId: string | null;
}

const TIMES: Statement = {
  name: 'status-times',
  text: 'SELECT status_changed_at AS "statusChangedAt", started_at AS "startedAt", ended_at AS "endedAt", published_at AS "publishedAt", queue_id AS "queueId" FROM task WHERE id = $1',
};

/** The times of a task; undefined when there is no such task any more. */
export async function statusTimes(conn: Connection, taskId: string): Promise<StatusTimes | undefined> {
  return (await conn.query<StatusTimes>(TIMES, [taskId]))[0];
}

const PING: Statement = {
  name: 'ping-activity',
  text: `INSERT INTO task_activity AS a (task_id, last_update, last_change) SELECT id, clock_timestamp(), clock_timestamp() FROM task WHERE id = $1 AND deleted_at IS NULL
    ON CONFLICT (task_id) DO UPDATE SET last_update = excluded.last_update, last_change = excluded.last_change WHERE a.last_update IS NULL OR a.last_update < clock_timestamp() - interval '1 second'`,
};

/** Writes that a task has given a sign of life, at most once a second; one that does not exist is no error. */
export async function pingTask(conn: Connection, taskId: string): Promise<void> {
  await conn.query(PING, [taskId]);
}
