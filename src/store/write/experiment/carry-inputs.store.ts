// What a task starts from goes with it, into its next generation or into a copy of it.
import type { TaskGeneration } from '../../../domain/task/content/artifact.ts';
import type { Connection, Statement } from '../../database.ts';

const ARTIFACTS: Statement = {
  name: 'copy-input-artifacts',
  text: `INSERT INTO artifact (task_id, generation, key, mode, type, uri, content_size, hash, at, type_data, display_data)
    SELECT $3, $4, key, mode, type, uri, content_size, hash, at, type_data, display_data FROM artifact WHERE task_id = $1 AND generation = $2 AND mode = 'input'
    ON CONFLICT DO NOTHING`,
};
const MODELS: Statement = {
  name: 'copy-input-models',
  text: `INSERT INTO task_model (task_id, generation, kind, name, model_id, position, updated_at)
    SELECT $3, $4, kind, name, model_id, position, updated_at FROM task_model WHERE task_id = $1 AND generation = $2 AND kind = 'input' ON CONFLICT DO NOTHING`,
};

/** Copies the artifacts of mode input from one generation to another, of the same task or of a copy under lock. */
export async function copyInputArtifacts(tx: Connection, from: TaskGeneration, to: TaskGeneration): Promise<void> {
  await tx.query(ARTIFACTS, [from.taskId, from.generation, to.taskId, to.generation]);
}

/** The same for input models. */
export async function copyInputModels(tx: Connection, from: TaskGeneration, to: TaskGeneration): Promise<void> {
  await tx.query(MODELS, [from.taskId, from.generation, to.taskId, to.generation]);
}

/** Carries input artifacts and input models of a locked task into its next generation; what it made stays behind. */
export async function carryInputs(tx: Connection, taskId: string, { from, to }: { readonly from: number; readonly to: number }): Promise<void> {
  await Promise.all([copyInputArtifacts(tx, { taskId, generation: from }, { taskId, generation: to }), copyInputModels(tx, { taskId, generation: from }, { taskId, generation: to })]);
}
