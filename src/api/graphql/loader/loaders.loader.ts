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

/** Fresh loaders over a database. Those of a group are made when the first of them is asked for: most operations need a few of thirty. */
export function makeLoaders(db: Connection): Loaders {
  return new LazyLoaders(db) as unknown as Loaders;
}

type Group = Readonly<Record<string, { clearAll(): unknown }>>;

const GROUPS: readonly ((db: Connection) => object)[] = [nounLoaders, taskLoaders, workLoaders, stepsLoaders];

class LazyLoaders {
  readonly #db: Connection;
  readonly #made: (Group | undefined)[] = [];

  constructor(db: Connection) {
    this.#db = db;
  }

  clear(): void {
    for (const group of this.#made) for (const loader of Object.values(group ?? {})) loader.clearAll();
  }

  static {
    // Their names are those of loaders over a database that is never asked.
    const nowhere: Connection = { query: () => Promise.reject(new Error('these loaders only tell their names')) };
    for (const [at, make] of GROUPS.entries()) {
      for (const name of Object.keys(make(nowhere))) {
        Object.defineProperty(LazyLoaders.prototype, name, { get(this: LazyLoaders) { return (this.#made[at] ??= make(this.#db) as Group)[name]; } });
      }
    }
  }
}
