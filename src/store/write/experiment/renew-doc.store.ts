// Documents of tasks that are made new: what their last run wrote into them is taken out.
import type { Connection, Statement } from '../../database.ts';

const RENEW: Statement = {
  name: 'renew-doc',
  text: `UPDATE task_doc SET runtime = '{}', output = output - 'error' - 'result', execution = CASE WHEN $2 THEN '{}'::jsonb ELSE execution END,
    script = CASE WHEN $2 THEN NULL ELSE script END WHERE task_id = $1`,
};

/** Clears what a run left in the document of a locked task; with `clearAll` also what the run was made of. */
export async function renewDoc(tx: Connection, taskId: string, { clearAll }: { readonly clearAll: boolean }): Promise<void> {
  await tx.query(RENEW, [taskId, clearAll]);
}
