// Doing to many tasks what a call does to one, each for itself.
import type { ClearmlData } from '../clearml-call.ts';
import { CLEARML_CODES } from '../clearml-error.ts';
import { refusalOf } from '../transport/refusal.ts';

/** One after the other: one that cannot be done does not keep the others from being done. Ids are as the caller wrote them. */
export async function runMany(tasks: readonly string[], run: (task: string) => Promise<ClearmlData>): Promise<{ readonly succeeded: readonly ClearmlData[]; readonly failed: readonly ClearmlData[] }> {
  const succeeded: ClearmlData[] = [];
  const failed: ClearmlData[] = [];
  for (const task of new Set(tasks)) {
    try {
      succeeded.push({ id: task, ...(await run(task)) });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      failed.push({ id: task, error: { codes: [...CLEARML_CODES[refusal.code]], msg: refusal.message, data: refusal.data } });
    }
  }
  return { succeeded, failed };
}
