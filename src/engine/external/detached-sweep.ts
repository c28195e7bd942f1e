// The sweep over tasks that somebody has called in progress, and that nobody has said anything of since.
import { NON_RESPONSIVE } from '../../domain/attempt/external.ts';
import { DomainError } from '../../domain/errors.ts';
import { detachedTasks, isDetached } from '../../store/write/outside/detached.store.ts';
import type { Engine } from '../engine.ts';
import { advanceRun } from '../run/run-advance.ts';
import { lockTask } from '../task/task-lock.ts';
import { inTransaction } from '../work.ts';
import { conclude } from './outside-ending.ts';

/** Seconds between two sweeps: they are looked for in hours of silence. */
export const DETACHED_SECONDS = 60;

/** One sweep; gives how many tasks it has stopped. Several servers may sweep at the same time, each task is stopped once. */
export async function sweepDetached(engine: Engine): Promise<number> {
  let stopped = 0;
  for (const id of await detachedTasks(engine.db, engine.settings.externalTimeoutSeconds)) if (await stopDetached(engine, id)) stopped++;
  return stopped;
}

async function stopDetached(engine: Engine, taskId: string): Promise<boolean> {
  try {
    const { value } = await inTransaction(engine, { op: 'sweepDetached', actorId: null, requestId: null }, async (work) => {
      const { task, run } = await lockTask(work, taskId);
      if (!(await isDetached(work.tx, taskId, engine.settings.externalTimeoutSeconds))) return false;
      await conclude(work, task, { to: 'stopped', via: 'SYSTEM', said: { reason: NON_RESPONSIVE, message: NON_RESPONSIVE } });
      if (run) await advanceRun(work, run);
      return true;
    });
    return value;
  } catch (error) {
    // Somebody has deleted it since it was found: then there is nothing to stop.
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}
