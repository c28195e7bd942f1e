// The sweep over outside workers: hand-outs that nobody has started go back to their places, and what fell silent is over.
import { endOfPatience } from '../../domain/attempt/external.ts';
import { lockOverdue, overdueAttempts } from '../../store/write/outside/external.store.ts';
import { expireWorkers } from '../../store/write/outside/outside-worker.store.ts';
import { lockRuns } from '../../store/write/run-write.store.ts';
import { endAttempts } from '../dispatch/ending.service.ts';
import type { Engine } from '../engine.ts';
import { emit, inTransaction } from '../work.ts';

const SYSTEM = { op: 'sweepOutside', actorId: null, requestId: null } as const;

/** One sweep; several servers may sweep at the same time, each attempt ends once. Gives back how many attempts have ended. */
export async function sweepOutside(engine: Engine): Promise<number> {
  await inTransaction(engine, SYSTEM, async (work) => {
    for (const { id, name } of await expireWorkers(work.tx, engine.settings.externalTimeoutSeconds)) {
      emit(work, 'runner.gone', { subjectId: id, data: { state: 'GONE', from: 'UP', name, kind: 'CLEARML' } });
    }
  });
  const overdue = await overdueAttempts(engine.db, engine.settings);
  return overdue.length === 0 ? 0 : endOverdue(engine, overdue);
}

/** A start, a sign of life or an end may have come since they were found: what is still overdue under the locks ends. */
async function endOverdue(engine: Engine, found: readonly { readonly attemptId: string; readonly runId: string | null }[]): Promise<number> {
  const runIds = [...new Set(found.flatMap(({ runId }) => runId ?? []))];
  const { value } = await inTransaction(engine, SYSTEM, async (work) => {
    await lockRuns(work.tx, runIds);
    const ids = await lockOverdue(work.tx, found.map(({ attemptId }) => attemptId), engine.settings);
    await endAttempts(work, { ids, runIds, live: null }, (live) => live.map((one) => ({ live: one, end: endOfPatience(one.attemptState, one.task.order) })));
    return ids.length;
  });
  return value;
}
