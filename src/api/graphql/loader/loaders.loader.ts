// Every loader of one operation.
import type { Actor } from '../../../domain/access.ts';
import type { Connection } from '../../../store/database.ts';
import { type NounLoaders, nounLoaders } from './noun.loader.ts';
import { loaderReach } from './reach.loader.ts';
import { type StepsLoaders, stepsLoaders } from './steps.loader.ts';
import { type TaskLoaders, taskLoaders } from './task.loader.ts';
import { type WorkLoaders, workLoaders } from './work.loader.ts';

/** The loaders; `clear` forgets what they have loaded, for what comes after a change. */
export interface Loaders extends NounLoaders, TaskLoaders, WorkLoaders, StepsLoaders {
  clear(): void;
}

/** Fresh loaders over a database. What the actor's grants do not reach is absent, as if it did not exist. */
export function makeLoaders(db: Connection, actor: Actor): Loaders {
  const reach = loaderReach(db, actor);
  const loaders = { ...nounLoaders(db, reach), ...taskLoaders(db, reach), ...workLoaders(db, reach), ...stepsLoaders(db, reach) };
  const all: readonly { clearAll(): unknown }[] = [...Object.values(loaders), reach];
  return {
    ...loaders,
    clear() {
      for (const loader of all) loader.clearAll();
    },
  };
}
