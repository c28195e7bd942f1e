// Doing to many things what a call does to one, each for itself.
import type { ClearmlData } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { CLEARML_CODES } from '../clearml-error.ts';
import { refusalOf } from '../transport/refusal.ts';

/** What became of each, by its id as the caller wrote it. */
export interface ManyDone {
  readonly succeeded: readonly ClearmlData[];
  readonly failed: readonly ClearmlData[];
}

/** One after the other, by the context that `run` is given: one that cannot be done does not keep the others from being done. */
export async function runMany(context: ClearmlContext, ids: readonly string[], run: (context: ClearmlContext, id: string) => Promise<ClearmlData>): Promise<ManyDone & ClearmlData> {
  const succeeded: ClearmlData[] = [];
  const failed: ClearmlData[] = [];
  for (const id of new Set(ids)) {
    try {
      succeeded.push({ id, ...(await run(contextFor(context, id), id)) });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      failed.push({ id, error: { codes: [...CLEARML_CODES[refusal.code]], msg: refusal.message, data: refusal.data } });
    }
  }
  return { succeeded, failed };
}

/** The context of one of several commands of a call: its request id is that of the call for this one thing, or the second command would count as another use of the first one's. */
export function contextFor(context: ClearmlContext, id: string): ClearmlContext {
  const { command } = context;
  return command.requestId === null ? context : { ...context, command: { ...command, requestId: `${command.requestId}/${id}` } };
}
