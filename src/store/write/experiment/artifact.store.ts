// Artifacts of tasks, by task and generation: write under the lock of the task.
import type { Artifact, ArtifactName, StoredArtifact, TaskGeneration } from '../../../domain/task/content/artifact.ts';
import type { Connection, Statement } from '../../database.ts';

const ARTIFACTS: Statement = {
  name: 'artifacts',
  text: `SELECT a.task_id AS "taskId", a.generation, a.key, a.mode, a.type, a.uri, a.content_size AS "contentSize", a.hash, a.at, a.type_data AS "typeData", a.display_data AS "displayData"
    FROM unnest($1::uuid[], $2::int[]) AS x (id, n) JOIN artifact a ON a.task_id = x.id AND a.generation = x.n ORDER BY a.task_id, a.key COLLATE "C", a.mode`,
};

/** The artifacts of tasks in the given generations, of each task by key; a task has at most `CONTENT_LIMITS.artifacts`. */
export async function artifactsOf(conn: Connection, of: readonly TaskGeneration[]): Promise<readonly StoredArtifact[]> {
  return conn.query<StoredArtifact>(ARTIFACTS, [of.map(({ taskId }) => taskId), of.map(({ generation }) => generation)]);
}

const PUT: Statement = {
  name: 'put-artifacts',
  text: `INSERT INTO artifact AS a (task_id, generation, key, mode, type, uri, content_size, hash, at, type_data, display_data)
    SELECT $1, $2, key, mode, type, uri, "contentSize", hash, at, "typeData", "displayData"
    FROM jsonb_to_recordset($3::jsonb) AS x (key text, mode text, type text, uri text, "contentSize" bigint, hash text, at bigint, "typeData" jsonb, "displayData" jsonb)
    ON CONFLICT (task_id, generation, key, mode) DO UPDATE SET type = excluded.type, uri = excluded.uri, content_size = excluded.content_size, hash = excluded.hash, at = excluded.at,
      type_data = excluded.type_data, display_data = excluded.display_data RETURNING a.key, (xmax = 0) AS "isNew"`,
};

/** Adds artifacts, or replaces those of the same key and mode, each of which may be given once. Tells of each key whether it is new. */
export async function putArtifacts(tx: Connection, { taskId, generation }: TaskGeneration, artifacts: readonly Artifact[]): Promise<readonly { readonly key: string; readonly isNew: boolean }[]> {
  return artifacts.length === 0 ? [] : tx.query(PUT, [taskId, generation, JSON.stringify(artifacts)]);
}

const CLEAR: Statement = { name: 'clear-artifacts', text: 'DELETE FROM artifact WHERE task_id = $1 AND generation = $2' };

/** Puts artifacts in the place of all that the generation has. */
export async function replaceArtifacts(tx: Connection, of: TaskGeneration, artifacts: readonly Artifact[]): Promise<void> {
  await tx.query(CLEAR, [of.taskId, of.generation]);
  await putArtifacts(tx, of, artifacts);
}

const DELETE: Statement = {
  name: 'delete-artifacts',
  text: `DELETE FROM artifact a USING unnest($3::text[], $4::text[]) AS x (key, mode) WHERE a.task_id = $1 AND a.generation = $2 AND a.key = x.key AND a.mode = x.mode RETURNING a.key`,
};

/** Deletes artifacts; gives back how many there were. */
export async function deleteArtifacts(tx: Connection, { taskId, generation }: TaskGeneration, names: readonly ArtifactName[]): Promise<number> {
  return (await tx.query(DELETE, [taskId, generation, names.map(({ key }) => key), names.map(({ mode }) => mode)])).length;
}

const COUNT: Statement = { name: 'count-artifacts', text: 'SELECT count(*)::int AS n FROM artifact WHERE task_id = $1 AND generation = $2' };

/** How many artifacts a generation of a task has. */
export async function countArtifacts(tx: Connection, { taskId, generation }: TaskGeneration): Promise<number> {
  return (await tx.query<{ n: number }>(COUNT, [taskId, generation]))[0]!.n;
}
