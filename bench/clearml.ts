// The dialect of ClearML under load.
import { addBatchRows } from './clearml/add-batch.ts';
import type { BenchRow, Effort } from './row.ts';

/** Rows of the table. */
export async function run(effort: Effort): Promise<BenchRow[]> {
  return [...(await addBatchRows(effort))];
}
