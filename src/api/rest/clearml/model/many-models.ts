// Calls for several models at once: each is done by itself, and one that cannot be does not keep the others.
import { ClearmlError, CLEARML_CODES } from '../clearml-error.ts';
import type { ClearmlData } from '../clearml-call.ts';
import { refusalOf } from '../transport/refusal.ts';

/** Most models of one call. */
export const MAX_MANY = 1_000;

/** Does it for each id; what was answered stands beside the id, and why it could not be beside the others. Rejects for bugs and a lost database only. */
export async function eachModel(ids: readonly string[], one: (id: string) => Promise<ClearmlData>): Promise<ClearmlData> {
  if (ids.length > MAX_MANY) throw new ClearmlError('VALIDATION', `Validation error: ids: at most ${MAX_MANY} models, has ${ids.length}: send the others in further calls`);
  const [succeeded, failed]: [ClearmlData[], ClearmlData[]] = [[], []];
  for (const id of new Set(ids)) {
    try {
      succeeded.push({ id, ...(await one(id)) });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      failed.push({ id, error: { codes: CLEARML_CODES[refusal.code], msg: refusal.message, data: refusal.data } });
    }
  }
  return { succeeded, failed };
}
