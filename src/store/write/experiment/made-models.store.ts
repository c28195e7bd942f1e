// Models and the tasks around them: which a task has made, which it gave last, and who begins with them.
import type { Model } from '../../../domain/model/model.ts';
import type { Connection, Statement } from '../../database.ts';
import { MODEL_COLUMNS } from './model.store.ts';

/** A model that a task has made, with how many other tasks begin with it. */
export interface MadeModel extends Model {
  readonly readers: number;
}

// Inputs count in the present generation of tasks that are there; the maker may begin with its own model.
const READERS = `(SELECT count(*) FROM task_model r JOIN task u ON u.id = r.task_id AND u.generation = r.generation AND u.deleted_at IS NULL
  WHERE r.model_id = t.id AND r.kind = 'input' AND r.task_id IS DISTINCT FROM t.task_id)::int`;

const MADE: Statement = { name: 'lock-made-models', text: `SELECT ${MODEL_COLUMNS}, ${READERS} AS readers FROM model t WHERE t.task_id = $1 AND NOT t.task_deleted AND t.deleted_at IS NULL ORDER BY t.id FOR UPDATE OF t` };

/** Locks the models that a task has made; lock the task before. */
export function lockMadeModels(tx: Connection, taskId: string): Promise<MadeModel[]> {
  return tx.query<MadeModel>(MADE, [taskId]);
}

const READY: Statement = { name: 'has-ready-models', text: 'SELECT EXISTS (SELECT 1 FROM model WHERE task_id = $1 AND ready AND NOT task_deleted AND deleted_at IS NULL) AS found' };

/** Whether a task has made a model that is published. */
export async function hasReadyModels(conn: Connection, taskId: string): Promise<boolean> {
  return (await conn.query<{ found: boolean }>(READY, [taskId]))[0]!.found;
}

const LAST: Statement = {
  name: 'lock-last-output-model',
  text: `SELECT ${MODEL_COLUMNS} FROM model t WHERE t.deleted_at IS NULL
    AND t.id = (SELECT o.model_id FROM task_model o WHERE o.task_id = $1 AND o.generation = $2 AND o.kind = 'output' ORDER BY o.position DESC, o.updated_at DESC LIMIT 1) FOR UPDATE`,
};

/** Locks the model that a task's generation gave last; undefined when it gave none, or that one is deleted. */
export async function lockLastOutput(tx: Connection, task: { readonly id: string; readonly generation: number }): Promise<Model | undefined> {
  return (await tx.query<Model>(LAST, [task.id, task.generation]))[0];
}

const USE: Statement = {
  name: 'use-of-model',
  text: `SELECT ${READERS} AS readers, coalesce((SELECT m.status = 'published' FROM task m WHERE m.id = t.task_id AND m.deleted_at IS NULL), false) AS "makerPublished" FROM model t WHERE t.id = $1`,
};

/** Who begins with a model, and whether what made it is published. */
export async function useOfModel(conn: Connection, modelId: string): Promise<{ readonly readers: number; readonly makerPublished: boolean }> {
  return (await conn.query<{ readers: number; makerPublished: boolean }>(USE, [modelId]))[0] ?? { readers: 0, makerPublished: false };
}
