// The projects that the loaders of one operation may show: asked once, by the first that needs to know.
import type { Actor } from '../../../domain/access.ts';
import { type ProjectReach, projectReach } from '../../../engine/read/project-reach.ts';
import type { Connection } from '../../../store/database.ts';

/** The reach of one caller, within one operation. */
export interface LoaderReach {
  /** Null for callers whose role holds everywhere, for whom nothing is asked. Throws FORBIDDEN when no project is open to the caller. */
  get(): Promise<ProjectReach>;
  /** Forgets it: a command may have made a project. */
  clearAll(): void;
}

const EVERYWHERE: LoaderReach = { get: () => Promise.resolve(null), clearAll: () => undefined };

/** The reach of an operation. */
export function loaderReach(db: Connection, actor: Actor): LoaderReach {
  if (actor.grants === null) return EVERYWHERE;
  let asked: Promise<ProjectReach> | null = null;
  return {
    get: () => (asked ??= projectReach(db, actor)),
    clearAll() {
      asked = null;
    },
  };
}
