// The collector of deleted tasks: takes away what they have left, a part at a time, and in the end themselves.
import { COLLECTED_TASKS, forgetTask, removeLeavings, tasksToCollect } from '../../store/write/experiment/deleted-task.store.ts';
import type { Engine } from '../engine.ts';

/** Seconds between two rounds. */
export const COLLECT_TASKS_SECONDS = 60;

/** Age of a deletion from which on it is carried out: by then whatever was still at the task has been told that it is over. */
export const SETTLED_SECONDS = 60;

/** Parts that one round removes at most, of 5,000 rows each; the next round goes on. */
export const PARTS_PER_ROUND = 400;

/** One round; gives how many tasks it has done with. Several servers may do this at the same time. */
export async function collectTasks(engine: Engine, settledSeconds: number = SETTLED_SECONDS): Promise<number> {
  let done = 0;
  let parts = 0;
  for (;;) {
    const ids = await tasksToCollect(engine.db, settledSeconds);
    for (const id of ids) {
      while (await removeLeavings(engine.db, id)) if (++parts >= PARTS_PER_ROUND) return done;
      await forgetTask(engine.db, id);
      done++;
    }
    if (ids.length < COLLECTED_TASKS) return done;
  }
}
