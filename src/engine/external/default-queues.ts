// The queue that programs mean when they name none.
import { defaultQueues } from '../../store/write/outside/watched-queue.store.ts';
import type { Engine } from '../engine.ts';

/** Ids of the queues with the system tag `default`, at most two: more than one is as bad as none. */
export function queuesByDefault({ db }: Engine): Promise<readonly string[]> {
  return defaultQueues(db);
}
