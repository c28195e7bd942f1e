// What outside workers say of themselves, as it is written: when they register, with each report, and when they leave.
import type { JsonObject } from '../../../domain/task/task-doc.ts';
import type { Connection, Statement } from '../../database.ts';

/** A registration; it replaces the one before. */
export interface WorkerRegistration {
  readonly runnerId: string;
  readonly queueIds: readonly string[];
  readonly timeoutSeconds: number;
  readonly ip: string | null;
  readonly tags: readonly string[];
  readonly systemTags: readonly string[];
}

const REGISTER: Statement = {
  name: 'register-worker',
  text: `WITH named AS (UPDATE runner SET queues = ARRAY(SELECT queue.name FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, n) JOIN queue ON queue.id = given.id ORDER BY given.n) WHERE id = $1)
    INSERT INTO outside_worker (runner_id, queue_ids, timeout_seconds, ip, tags, system_tags) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (runner_id) DO UPDATE SET queue_ids = excluded.queue_ids, timeout_seconds = excluded.timeout_seconds, ip = excluded.ip, tags = excluded.tags, system_tags = excluded.system_tags,
      task_id = NULL, queue_id = NULL, stats = NULL, registered_at = now(), last_report_at = NULL, last_activity_at = now()`,
};

/** Writes a registration; the worker is idle. Its runner names the queues, too. */
export async function registerWorkerRow(tx: Connection, worker: WorkerRegistration): Promise<void> {
  await tx.query(REGISTER, [worker.runnerId, worker.queueIds, worker.timeoutSeconds, worker.ip, worker.tags, worker.systemTags]);
}

/** A report; what is null is as it was, but for the task and its queue: a worker that names none has none. */
export interface WorkerReport {
  readonly runnerId: string;
  readonly taskId: string | null;
  readonly queueId: string | null;
  readonly queueIds: readonly string[] | null;
  readonly ip: string | null;
  readonly tags: readonly string[] | null;
  readonly systemTags: readonly string[] | null;
  readonly stats: JsonObject | null;
}

const REPORT: Statement = {
  name: 'report-of-worker',
  text: `INSERT INTO outside_worker AS w (runner_id, task_id, queue_id, queue_ids, ip, tags, system_tags, stats, last_report_at)
    VALUES ($1, $2, $3, coalesce($4::uuid[], '{}'), $5, coalesce($6::text[], '{}'), coalesce($7::text[], '{}'), $8::jsonb, now())
    ON CONFLICT (runner_id) DO UPDATE SET task_id = excluded.task_id, queue_id = excluded.queue_id, queue_ids = coalesce($4::uuid[], w.queue_ids), ip = coalesce($5, w.ip),
      tags = coalesce($6::text[], w.tags), system_tags = coalesce($7::text[], w.system_tags), stats = coalesce($8::jsonb, w.stats), last_report_at = now(),
      last_activity_at = CASE WHEN excluded.task_id IS NULL AND w.task_id IS NULL THEN w.last_activity_at ELSE now() END`,
};

/** Writes a report; a worker that has not registered is taken up with it. */
export async function reportWorkerRow(tx: Connection, report: WorkerReport): Promise<void> {
  const { runnerId, taskId, queueId, queueIds, ip, tags, systemTags, stats } = report;
  await tx.query(REPORT, [runnerId, taskId, queueId, queueIds, ip, tags, systemTags, stats === null ? null : JSON.stringify(stats)]);
}

const UNREGISTER: Statement = {
  name: 'unregister-worker',
  text: `WITH gone AS (UPDATE runner SET state = 'GONE', version = version + 1 WHERE name = $1 AND kind = 'CLEARML' AND user_id = $2 AND state <> 'GONE' RETURNING id),
    silent AS (DELETE FROM outside_worker WHERE runner_id IN (SELECT id FROM runner WHERE name = $1 AND kind = 'CLEARML' AND user_id = $2))
    SELECT id FROM gone`,
};

/** Takes a worker's leave; null when it was gone already, or never came. */
export async function unregisterWorkerRow(tx: Connection, of: { readonly name: string; readonly userId: string }): Promise<string | null> {
  return (await tx.query<{ id: string }>(UNREGISTER, [of.name, of.userId]))[0]?.id ?? null;
}

const QUEUES_THERE: Statement = { name: 'queues-there', text: 'SELECT id, project_id AS "projectId" FROM queue WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL' };

/** Which of some queues are there, with the projects that they belong to. */
export async function queuesThere(conn: Connection, ids: readonly string[]): Promise<readonly { readonly id: string; readonly projectId: string | null }[]> {
  return ids.length === 0 ? [] : conn.query(QUEUES_THERE, [ids]);
}
