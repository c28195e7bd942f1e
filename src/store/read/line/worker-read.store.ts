// Reads of workers: outside ones that are heard of, and our own runners that are up, each with what it is at.
import type { RunnerKind } from '../../../domain/attempt/runner.ts';
import type { Connection, Statement } from '../../database.ts';

/** A worker as lists show it. */
export interface WorkerRecord {
  /** Its name among those of its user; that of our own runners is theirs. */
  readonly name: string;
  readonly kind: RunnerKind;
  readonly userId: string | null;
  readonly userName: string | null;
  readonly ip: string | null;
  readonly tags: readonly string[];
  readonly systemTags: readonly string[];
  readonly queueIds: readonly string[];
  readonly queueId: string | null;
  readonly timeoutSeconds: number;
  readonly registeredAt: Date;
  readonly lastReportAt: Date;
  readonly lastActivityAt: Date;
  /** Null when it is idle, or at a task out of reach. */
  readonly task: { readonly id: string; readonly name: string; readonly projectId: string; readonly projectPath: string; readonly runningMs: number; readonly lastIteration: number } | null;
}

/** Most workers that one list shows; of more, those that were heard of last. */
export const MAX_LISTED_WORKERS = 10_000;

// What an outside worker says it is at is shown while that task is; our own runner is at what its newest live attempt is about.
const WORKERS: Statement = {
  name: 'workers',
  text: `WITH w AS (
      SELECT CASE WHEN r.kind = 'CLEARML' THEN substr(r.name, length(u.name) + 2) ELSE r.name END AS name, r.kind, r.user_id, u.name AS user_name, o.ip, coalesce(o.tags, '{}') AS tags, coalesce(o.system_tags, '{}') AS system_tags,
        coalesce(o.queue_ids, ARRAY(SELECT q.id FROM unnest(r.queues) WITH ORDINALITY AS wanted (name, n) JOIN queue q ON q.name = wanted.name AND q.deleted_at IS NULL ORDER BY wanted.n)) AS queue_ids, o.queue_id,
        coalesce(o.timeout_seconds, $2) AS timeout_seconds, coalesce(o.registered_at, r.created_at) AS registered_at,
        CASE WHEN o.runner_id IS NULL THEN r.seen_at ELSE greatest(o.last_report_at, o.registered_at) END AS last_report_at, CASE WHEN o.runner_id IS NULL THEN r.seen_at ELSE o.last_activity_at END AS last_activity_at,
        CASE WHEN o.runner_id IS NOT NULL THEN o.task_id ELSE (SELECT a.task_id FROM attempt a WHERE a.runner_id = r.id AND a.state <> 'ENDED' ORDER BY a.claimed_at DESC LIMIT 1) END AS task_id
      FROM runner r LEFT JOIN outside_worker o ON o.runner_id = r.id LEFT JOIN "user" u ON u.id = r.user_id
      WHERE r.state <> 'GONE' AND (r.kind <> 'CLEARML' OR o.runner_id IS NOT NULL))
    SELECT w.name, w.kind, w.user_id AS "userId", w.user_name AS "userName", w.ip, w.tags, w.system_tags AS "systemTags", w.queue_ids AS "queueIds", w.queue_id AS "queueId", w.timeout_seconds AS "timeoutSeconds",
      w.registered_at AS "registeredAt", w.last_report_at AS "lastReportAt", w.last_activity_at AS "lastActivityAt",
      CASE WHEN task.id IS NOT NULL THEN jsonb_build_object('id', task.id, 'name', task.name, 'projectId', task.project_id, 'projectPath', project.path,
        'runningMs', coalesce(greatest(0, floor(extract(epoch FROM now() - task.started_at) * 1000)), 0)::bigint, 'lastIteration', coalesce(act.last_iteration, 0)) END AS task
    FROM w LEFT JOIN task ON task.id = w.task_id AND task.deleted_at IS NULL AND ($3::uuid[] IS NULL OR task.project_id = ANY($3)) LEFT JOIN project ON project.id = task.project_id
      LEFT JOIN task_activity act ON act.task_id = task.id
    WHERE w.last_report_at > now() - make_interval(secs => w.timeout_seconds) AND ($1::float8 IS NULL OR w.last_report_at > now() - make_interval(secs => $1))
    ORDER BY w.last_report_at DESC, w.name LIMIT ${MAX_LISTED_WORKERS}`,
};

/** Workers that were heard of within so many seconds (null: within their own timeouts), with tasks of projects in reach (null: of all). */
export async function listedWorkers(conn: Connection, of: { readonly lastSeenSeconds: number | null; readonly leaseSeconds: number; readonly reach: readonly string[] | null }): Promise<readonly WorkerRecord[]> {
  return conn.query<WorkerRecord>(WORKERS, [of.lastSeenSeconds, of.leaseSeconds, of.reach]);
}

/** The line of a queue at a glance. */
export interface LineGlance {
  readonly id: string;
  readonly name: string;
  readonly waiting: number;
  readonly next: { readonly id: string; readonly name: string } | null;
}

const GLANCES: Statement = {
  name: 'line-glances',
  text: `SELECT q.id, q.name, (SELECT count(*)::int FROM queue_item i WHERE i.queue_id = q.id AND i.task_id IS NOT NULL
        AND ($2::uuid[] IS NULL OR EXISTS (SELECT 1 FROM task WHERE task.id = i.task_id AND task.project_id = ANY($2)))) AS waiting,
      (SELECT jsonb_build_object('id', task.id, 'name', task.name) FROM queue_item i JOIN task ON task.id = i.task_id WHERE i.queue_id = q.id AND ($2::uuid[] IS NULL OR task.project_id = ANY($2))
        ORDER BY i.priority DESC, i.rank, i.id LIMIT 1) AS next
    FROM queue q WHERE q.id = ANY($1::uuid[]) AND q.deleted_at IS NULL AND ($2::uuid[] IS NULL OR q.project_id IS NULL OR q.project_id = ANY($2))`,
};

/** How many tasks in reach wait in queues in reach, and the first of them. */
export async function lineGlances(conn: Connection, ids: readonly string[], reach: readonly string[] | null): Promise<readonly LineGlance[]> {
  return ids.length === 0 ? [] : conn.query<LineGlance>(GLANCES, [ids, reach]);
}
