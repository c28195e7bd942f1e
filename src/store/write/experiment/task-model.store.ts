// Models by the names that tasks give them: write under the lock of the task.
import type { TaskGeneration } from '../../../domain/task/content/artifact.ts';
import type { NamedModel, TaskModel, TaskModelKind, TaskModelName } from '../../../domain/task/content/task-model.ts';
import type { Connection, Statement } from '../../database.ts';

const MODELS: Statement = {
  name: 'task-models',
  text: `SELECT m.task_id AS "taskId", m.generation, m.kind, m.name, m.model_id AS "modelId", m.updated_at AS "updatedAt"
    FROM unnest($1::uuid[], $2::int[]) AS x (id, n) JOIN task_model m ON m.task_id = x.id AND m.generation = x.n ORDER BY m.task_id, m.kind, m.position, m.name COLLATE "C"`,
};

/** The models of tasks in the given generations, of each task and kind in their order; a task has at most `CONTENT_LIMITS.models` of a kind. */
export async function taskModelsOf(conn: Connection, of: readonly TaskGeneration[]): Promise<readonly TaskModel[]> {
  return conn.query<TaskModel>(MODELS, [of.map(({ taskId }) => taskId), of.map(({ generation }) => generation)]);
}

const PUT: Statement = {
  name: 'put-task-model',
  text: `INSERT INTO task_model (task_id, generation, kind, name, model_id, position, updated_at)
    SELECT $1, $2, $3, $4, $5, coalesce((SELECT max(position) + 1 FROM task_model WHERE task_id = $1 AND generation = $2 AND kind = $3), 0), now()
    ON CONFLICT (task_id, generation, kind, name) DO UPDATE SET model_id = excluded.model_id, updated_at = excluded.updated_at`,
};

/** Adds a model behind the others of its kind, or replaces the one of the same name where it stands. */
export async function putTaskModel(tx: Connection, { taskId, generation }: TaskGeneration, { kind, name, modelId }: TaskModelName & NamedModel): Promise<void> {
  await tx.query(PUT, [taskId, generation, kind, name, modelId]);
}

const REPLACE: Statement = {
  name: 'replace-task-models',
  text: `WITH given AS (SELECT name, id, n FROM unnest($4::text[], $5::uuid[]) WITH ORDINALITY AS x (name, id, n)),
    gone AS (DELETE FROM task_model m WHERE m.task_id = $1 AND m.generation = $2 AND m.kind = $3 AND NOT EXISTS (SELECT 1 FROM given WHERE given.name = m.name))
    INSERT INTO task_model AS m (task_id, generation, kind, name, model_id, position, updated_at) SELECT $1, $2, $3, name, id, n - 1, now() FROM given
    ON CONFLICT (task_id, generation, kind, name) DO UPDATE SET model_id = excluded.model_id, position = excluded.position,
      updated_at = CASE WHEN m.model_id = excluded.model_id THEN m.updated_at ELSE excluded.updated_at END`,
};

/** Puts models, each name once, in the place of all that the generation has of the kind. */
export async function replaceTaskModels(tx: Connection, { taskId, generation }: TaskGeneration, { kind, models }: { readonly kind: TaskModelKind; readonly models: readonly NamedModel[] }): Promise<void> {
  await tx.query(REPLACE, [taskId, generation, kind, models.map(({ name }) => name), models.map(({ modelId }) => modelId)]);
}

const DELETE: Statement = {
  name: 'delete-task-models',
  text: 'DELETE FROM task_model m USING unnest($3::text[], $4::text[]) AS x (kind, name) WHERE m.task_id = $1 AND m.generation = $2 AND m.kind = x.kind AND m.name = x.name RETURNING m.name',
};

/** Takes models from a task, which do not go away for that; gives back how many there were. */
export async function deleteTaskModels(tx: Connection, { taskId, generation }: TaskGeneration, names: readonly TaskModelName[]): Promise<number> {
  return (await tx.query(DELETE, [taskId, generation, names.map(({ kind }) => kind), names.map(({ name }) => name)])).length;
}

const COUNT: Statement = { name: 'count-task-models', text: 'SELECT count(*)::int AS n FROM task_model WHERE task_id = $1 AND generation = $2 AND kind = $3' };

/** How many models of a kind a generation of a task has. */
export async function countTaskModels(tx: Connection, { taskId, generation }: TaskGeneration, kind: TaskModelKind): Promise<number> {
  return (await tx.query<{ n: number }>(COUNT, [taskId, generation, kind]))[0]!.n;
}
