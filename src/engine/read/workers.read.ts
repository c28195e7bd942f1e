// The workers that are there, as far as a caller may know of what they do.
import type { Actor } from '../../domain/access.ts';
import { lineGlances, listedWorkers, type LineGlance, type WorkerRecord } from '../../store/read/line/worker-read.store.ts';
import type { Engine } from '../engine.ts';
import { projectReach } from './project-reach.ts';

export type { LineGlance, WorkerRecord } from '../../store/read/line/worker-read.store.ts';

/** Workers heard of within so many seconds (null: within their own timeouts), those heard of last first, at most `MAX_LISTED_WORKERS`. Throws FORBIDDEN. */
export async function workersSeen(engine: Engine, actor: Actor, lastSeenSeconds: number | null): Promise<readonly WorkerRecord[]> {
  const reach = await projectReach(engine.db, actor);
  return listedWorkers(engine.db, { lastSeenSeconds, leaseSeconds: engine.settings.leaseSeconds, reach });
}

/** The queues that workers take from, by id, as far as the caller may see them. */
export async function queuesOfWorkers(engine: Engine, actor: Actor, workers: readonly WorkerRecord[]): Promise<ReadonlyMap<string, LineGlance>> {
  const ids = [...new Set(workers.flatMap(({ queueIds, queueId }) => (queueId === null ? queueIds : [...queueIds, queueId])))];
  return new Map((await lineGlances(engine.db, ids, await projectReach(engine.db, actor))).map((line) => [line.id, line]));
}
