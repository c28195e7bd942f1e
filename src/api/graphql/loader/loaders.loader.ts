// Every loader of one operation.
import type { Actor } from '../../../domain/access.ts';
import type { Connection } from '../../../store/database.ts';
import { type MetricLoaders, metricLoaders } from '../metric/metric.loader.ts';
import { type WebhookLoaders, webhookLoaders } from '../webhook/webhook.loader.ts';
import { type NounLoaders, nounLoaders } from './noun.loader.ts';
import { loaderReach } from './reach.loader.ts';
import { type StepsLoaders, stepsLoaders } from './steps.loader.ts';
import { type TaskLoaders, taskLoaders } from './task.loader.ts';
import { type WorkLoaders, workLoaders } from './work.loader.ts';

/** The loaders; `clear` forgets what they have loaded, for what comes after a change. */
export interface Loaders extends NounLoaders, TaskLoaders, WorkLoaders, StepsLoaders, MetricLoaders, WebhookLoaders {
  clear(): void;
}

/**
 * Fresh loaders over a database. What the actor's grants do not reach is absent, as if it did not exist. Those of a group are made when
 * the first of them is asked for: most operations need a few of thirty.
 */
export function makeLoaders(db: Connection, actor: Actor): Loaders {
  return new LazyLoaders(db, loaderReach(db, actor)) as unknown as Loaders;
}

type Group = Readonly<Record<string, { clearAll(): unknown }>>;
type Reach = ReturnType<typeof loaderReach>;

const GROUPS: readonly ((db: Connection, reach: Reach) => object)[] = [nounLoaders, taskLoaders, workLoaders, stepsLoaders, metricLoaders, webhookLoaders];

class LazyLoaders {
  readonly #db: Connection;
  readonly #reach: Reach;
  readonly #made: (Group | undefined)[] = [];

  constructor(db: Connection, reach: Reach) {
    this.#db = db;
    this.#reach = reach;
  }

  clear(): void {
    for (const group of this.#made) for (const loader of Object.values(group ?? {})) loader.clearAll();
    this.#reach.clearAll();
  }

  static {
    // Their names are those of loaders over a database that is never asked.
    const nowhere: Connection = { query: () => Promise.reject(new Error('these loaders only tell their names')) };
    const anywhere = loaderReach(nowhere, { userId: '', name: '', role: 'viewer', grants: null });
    for (const [at, make] of GROUPS.entries()) {
      for (const name of Object.keys(make(nowhere, anywhere))) {
        Object.defineProperty(LazyLoaders.prototype, name, { get(this: LazyLoaders) { return (this.#made[at] ??= make(this.#db, this.#reach) as Group)[name]; } });
      }
    }
  }
}
