// What graphs have given: written with the report that brings it, forgotten when its time is over.
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import type { Connection, Statement } from '../../database.ts';

/** A result to write. */
export interface NewGraphResult {
  readonly taskId: string;
  readonly generation: number;
  readonly values: readonly GraphValue[];
}

// For how long it is kept is in the spec of its task. The kind is compared in a form that no index has: on tables without statistics the planner
// prefers the small index of kinds to the key, and would look at every graph there ever was (300 pages a result after 900 runs).
const PUT: Statement = {
  name: 'put-graph-results',
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x ("taskId" uuid, generation int, values jsonb))
    INSERT INTO graph_result (task_id, generation, values, stored_at, expires_at)
    SELECT task.id, x.generation, x.values, now(), now() + make_interval(secs => (task.spec->>'resultTtlSeconds')::int) FROM x JOIN task ON task.id = x."taskId"
    WHERE task.id = ANY(ARRAY(SELECT "taskId" FROM x)) AND task.spec_kind || '' = 'graph'
    ON CONFLICT (task_id) DO UPDATE SET generation = EXCLUDED.generation, values = EXCLUDED.values, stored_at = EXCLUDED.stored_at, expires_at = EXCLUDED.expires_at
    RETURNING task_id AS "taskId"`,
};

/** Writes results of locked graph tasks, one of each, in the places of earlier ones; gives the tasks that have theirs: all but those of another kind. */
export async function putGraphResults(tx: Connection, results: readonly NewGraphResult[]): Promise<ReadonlySet<string>> {
  return new Set((await tx.query<{ taskId: string }>(PUT, [JSON.stringify(results)])).map(({ taskId }) => taskId));
}

/** Seconds for which files of a result are kept longer than the result: who has just read it may still fetch them. */
export const RESULT_FILE_MARGIN_SECONDS = 300;

/** A file as a result names it. */
export interface ResultFile {
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
}

const KEEP: Statement = {
  name: 'keep-result-files',
  text: `WITH x AS MATERIALIZED (SELECT * FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS x (id, sha256, size)),
    f AS (UPDATE file SET expires_at = now() + make_interval(secs => (SELECT (spec->>'resultTtlSeconds')::int FROM task WHERE id = $5) + ${RESULT_FILE_MARGIN_SECONDS})
      FROM x WHERE file.id = x.id AND file.id = ANY($2::uuid[]) AND file.sha256 = x.sha256 AND file.size = x.size AND file.store = 'ARTIFACT' AND file.path = $1::text || x.id AND file.deleted_at IS NULL
      RETURNING file.id)
    SELECT count(*)::int AS kept FROM f`,
};

/** Keeps the files of a result as long as the result, when they are what the attempt of that path has stored; gives how many are. */
export async function keepResultFiles(tx: Connection, of: { readonly taskId: string; readonly path: string }, files: readonly ResultFile[]): Promise<number> {
  const rows = await tx.query<{ kept: number }>(KEEP, [of.path, files.map(({ id }) => id), files.map(({ sha256 }) => sha256), files.map(({ size }) => size), of.taskId]);
  return rows[0]!.kept;
}

/** Results that one statement forgets at most. */
export const FORGET_RESULTS_BATCH = 1_000;

const FORGET: Statement = {
  name: 'forget-graph-results',
  text: `WITH x AS MATERIALIZED (SELECT task_id FROM graph_result WHERE values IS NOT NULL AND expires_at <= now() ORDER BY expires_at LIMIT ${FORGET_RESULTS_BATCH} FOR UPDATE SKIP LOCKED),
    gone AS (UPDATE graph_result SET values = NULL FROM x WHERE graph_result.task_id = x.task_id AND graph_result.expires_at <= now() RETURNING 1) SELECT count(*)::int AS n FROM gone`,
};

/** Forgets the values of results whose time is over, at most `FORGET_RESULTS_BATCH`; gives how many. That they were there stays known. */
export async function forgetGraphResults(conn: Connection): Promise<number> {
  return (await conn.query<{ n: number }>(FORGET, []))[0]!.n;
}
