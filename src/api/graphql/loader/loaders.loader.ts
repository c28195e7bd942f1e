// Every loader of one operation.
import type { Connection } from '../../../store/database.ts';
import { type NounLoaders, nounLoaders } from './noun.loader.ts';
import { type StepsLoaders, stepsLoaders } from './steps.loader.ts';
import { type TaskLoaders, taskLoaders } from './task.loader.ts';
import { type WorkLoaders, workLoaders } from './work.loader.ts';

/** The loaders; `clear` forgets what they have loaded, for what comes after a change. */
export interface Loaders extends NounLoaders, TaskLoaders, WorkLoaders, StepsLoaders {
  clear(): void;
}

/** Fresh loaders over a database. */
export function makeLoaders(db: Connection): Loaders {
  const loaders = { ...nounLoaders(db), ...taskLoaders(db), ...workLoaders(db), ...stepsLoaders(db) };
  const all: readonly { clearAll(): unknown }[] = Object.values(loaders);
  return {
    ...loaders,
    clear() {
      for (const loader of all) loader.clearAll();
    },
  };
}
