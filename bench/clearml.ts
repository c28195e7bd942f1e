// The dialect of ClearML under load.
import { addBatchRows } from './clearml/add-batch.ts';
import { taskReadRows } from './clearml/task-reads.ts';
import type { BenchRow, Effort } from './row.ts';

/** Rows of the table. */
export async function run(effort: Effort): Promise<BenchRow[]> {
  return [...(await taskReadRows(effort)), ...(await addBatchRows(effort))];
}
