// Documents of tasks: read by themselves, written whole or member by member under the lock of the task.
import { emptyDoc, type TaskDoc } from '../../../domain/task/task-doc.ts';
import type { Connection, Statement } from '../../database.ts';

const DOCS: Statement = {
  name: 'task-docs',
  text: 'SELECT task_id AS "taskId", comment, script, execution, hyperparams, configuration, runtime, container, output FROM task_doc WHERE task_id = ANY($1::uuid[])',
};

/** The documents of tasks; those that have none are absent. */
export async function docsOf(conn: Connection, taskIds: readonly string[]): Promise<readonly TaskDoc[]> {
  return conn.query<TaskDoc>(DOCS, [taskIds]);
}

/** The document of a task; an empty one where there is none. */
export async function docOf(conn: Connection, taskId: string): Promise<TaskDoc> {
  return (await docsOf(conn, [taskId]))[0] ?? emptyDoc(taskId);
}

const WRITE: Statement = {
  name: 'write-task-doc',
  text: `INSERT INTO task_doc (task_id, comment, script, execution, hyperparams, configuration, runtime, container, output)
    VALUES ($1, $2, $3::jsonb, $4::jsonb, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb, $9::jsonb)
    ON CONFLICT (task_id) DO UPDATE SET comment = excluded.comment, script = excluded.script, execution = excluded.execution, hyperparams = excluded.hyperparams,
      configuration = excluded.configuration, runtime = excluded.runtime, container = excluded.container, output = excluded.output`,
};

/** Writes a document whole; hold the lock of the task, and write what `docOf` gave under it with the members that change. */
export async function writeDoc(tx: Connection, doc: TaskDoc): Promise<void> {
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await tx.query(WRITE, [doc.taskId, doc.comment, json(doc.script), json(doc.execution), json(doc.hyperparams), json(doc.configuration), json(doc.runtime), json(doc.container), json(doc.output)]);
}
