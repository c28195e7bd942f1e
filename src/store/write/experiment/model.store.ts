// Writing models, and reading them as commands see them; a transaction that changes one locks it first, in the order of ids.
import type { Model } from '../../../domain/model/model.ts';
import type { Connection, Statement } from '../../database.ts';
import { ModelEntity } from '../../entity/experiment/model.entity.ts';
import { selectList } from '../../read/select-list.ts';

/** The columns of a `Model`, of a table with the alias `t`. */
export const MODEL_COLUMNS = selectList(ModelEntity, 't', ['deletedAt']);

const BY_IDS: Statement = { name: 'models-by-id', text: `SELECT ${MODEL_COLUMNS} FROM model t WHERE t.id = ANY($1::uuid[]) AND t.deleted_at IS NULL` };

/** Models by id, in no order; absent ones are left out. */
export function modelsById(conn: Connection, ids: readonly string[]): Promise<Model[]> {
  return conn.query<Model>(BY_IDS, [ids]);
}

const LOCK: Statement = { name: 'lock-models', text: `SELECT ${MODEL_COLUMNS} FROM model t WHERE t.id = ANY($1::uuid[]) AND t.deleted_at IS NULL ORDER BY t.id FOR UPDATE` };

/** Locks models until the end of the transaction, behind the tasks that they are of. */
export function lockModels(tx: Connection, ids: readonly string[]): Promise<Model[]> {
  return tx.query<Model>(LOCK, [ids]);
}

/** A model to insert. */
export type NewModel = Omit<Model, 'taskDeleted' | 'createdAt' | 'updatedAt' | 'version' | 'ord'>;

const INSERT: Statement = {
  name: 'insert-model',
  text: `INSERT INTO model (id, project_id, name, uri, framework, labels, design, ready, task_id, parent_id, comment, tags, system_tags, metadata, is_public, created_by)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12, $13, $14::jsonb, $15, $16)`,
};

/** Inserts a model. */
export async function insertModel(tx: Connection, m: NewModel): Promise<void> {
  const design = m.design === null ? null : JSON.stringify(m.design);
  await tx.query(INSERT, [
    m.id, m.projectId, m.name, m.uri, m.framework, JSON.stringify(m.labels), design, m.ready, m.taskId, m.parentId, m.comment, m.tags, m.systemTags, JSON.stringify(m.metadata), m.isPublic, m.createdBy,
  ]);
}

const WRITE: Statement = {
  name: 'write-model',
  text: `UPDATE model SET project_id = $2, name = $3, uri = $4, framework = $5, labels = $6::jsonb, design = $7::jsonb, ready = $8, task_id = $9, task_deleted = $10, parent_id = $11, comment = $12,
    tags = $13, system_tags = $14, metadata = $15::jsonb, is_public = $16, updated_at = clock_timestamp(), version = version + 1 WHERE id = $1 RETURNING updated_at AS "updatedAt"`,
};

/** Writes a locked model whole; gives the time of the change. */
export async function writeModel(tx: Connection, m: Model): Promise<Date> {
  const design = m.design === null ? null : JSON.stringify(m.design);
  const rows = await tx.query<{ updatedAt: Date }>(WRITE, [
    m.id, m.projectId, m.name, m.uri, m.framework, JSON.stringify(m.labels), design, m.ready, m.taskId, m.taskDeleted, m.parentId, m.comment, m.tags, m.systemTags, JSON.stringify(m.metadata), m.isPublic,
  ]);
  return rows[0]!.updatedAt;
}

const DELETE: Statement = { name: 'delete-models', text: 'UPDATE model SET deleted_at = clock_timestamp(), updated_at = clock_timestamp(), version = version + 1 WHERE id = ANY($1::uuid[])' };

/** Marks locked models as deleted. Tasks that name them still do: what they show then is the id of something deleted. */
export async function deleteModels(tx: Connection, ids: readonly string[]): Promise<void> {
  await tx.query(DELETE, [ids]);
}

const SET_READY: Statement = { name: 'set-models-ready', text: 'UPDATE model SET ready = true, updated_at = clock_timestamp(), version = version + 1 WHERE id = ANY($1::uuid[])' };

/** Publishes locked models. */
export async function setModelsReady(tx: Connection, ids: readonly string[]): Promise<void> {
  await tx.query(SET_READY, [ids]);
}

const DETACH: Statement = {
  name: 'detach-models',
  text: `UPDATE model SET task_id = CASE WHEN $2 THEN task_id END, task_deleted = $2, updated_at = clock_timestamp(), version = version + 1 WHERE id = ANY($1::uuid[])`,
};

/** Takes locked models from the task that made them: as one that is deleted and still named, or without a trace. */
export async function detachModels(tx: Connection, ids: readonly string[], options: { readonly keepName: boolean }): Promise<void> {
  await tx.query(DETACH, [ids, options.keepName]);
}
