// Documents of tasks: read by themselves, written whole or member by member under the lock of the task.
import { emptyDoc, type JsonObject, type TaskDoc } from '../../../domain/task/task-doc.ts';
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

const MEMBERS = {
  hyperparams: { name: 'task-docs-hyperparams', text: 'SELECT task_id AS "taskId", hyperparams AS content FROM task_doc WHERE task_id = ANY($1::uuid[])' },
  configuration: { name: 'task-docs-configuration', text: 'SELECT task_id AS "taskId", configuration AS content FROM task_doc WHERE task_id = ANY($1::uuid[])' },
} as const satisfies Record<string, Statement>;

/** One member of the documents of tasks; those that have none are absent. */
export async function memberOfDocs(conn: Connection, taskIds: readonly string[], member: keyof typeof MEMBERS): Promise<readonly { readonly taskId: string; readonly content: JsonObject }[]> {
  return conn.query(MEMBERS[member], [taskIds]);
}

/** The members of a document, which are its columns too. */
export const DOC_MEMBERS = ['comment', 'script', 'execution', 'hyperparams', 'configuration', 'runtime', 'container', 'output'] as const;
/** One of them. */
export type DocMember = (typeof DOC_MEMBERS)[number];

/**
 * Writes a document, or only the members that are named: what is large and stays is not written again. Hold the lock of the task, and
 * write what `docOf` gave under it with the members that change.
 */
export async function writeDoc(tx: Connection, doc: TaskDoc, members: readonly DocMember[] = DOC_MEMBERS): Promise<void> {
  const sets = DOC_MEMBERS.filter((member) => members.includes(member));
  if (sets.length === 0) return;
  const text = `INSERT INTO task_doc (task_id, ${DOC_MEMBERS.join(', ')}) VALUES ($1, $2, $3::jsonb, $4::jsonb, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb, $9::jsonb)
    ON CONFLICT (task_id) DO UPDATE SET ${sets.map((member) => `${member} = excluded.${member}`).join(', ')}`;
  const bits = sets.map((member) => DOC_MEMBERS.indexOf(member)).join('');
  await tx.query({ name: `write-task-doc-${bits}`, text }, [doc.taskId, doc.comment, ...DOC_MEMBERS.slice(1).map((member) => (doc[member] === null ? null : JSON.stringify(doc[member])))]);
}
