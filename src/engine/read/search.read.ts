// Searches for callers who may read: dialects find their things by these.
import { type Actor, isWithin, requireRole } from '../../domain/access.ts';
import type { Search, SearchRow } from '../../domain/filter/search.ts';
import { MODEL_SEARCH } from '../../store/search/model.search.ts';
import { PROJECT_SEARCH } from '../../store/search/project.search.ts';
import { QUEUE_SEARCH } from '../../store/search/queue.search.ts';
import { readSearch } from '../../store/search/search-read.store.ts';
import type { SearchSheet } from '../../store/search/search-sheet.ts';
import { typesOfTasks } from '../../store/search/task-types.store.ts';
import { TASK_SEARCH } from '../../store/search/task.search.ts';
import { USER_SEARCH } from '../../store/search/user.search.ts';
import { projectBookOf } from '../../store/reach/project-book.ts';
import type { Reading } from './list.read.ts';
import { projectReach } from './project-reach.ts';

/**
 * A search of one noun: needs the role viewer, and finds what lies in the reach of the caller's grants, and on demand what is open to
 * everybody. The filter compares columns of the sheet with values of their types; it is not checked. One statement. Throws FORBIDDEN
 * for a caller to whom no project is open, and LIMIT_EXCEEDED for a search that no index serves and that takes too long.
 */
export interface SearchRead {
  (engine: Reading, actor: Actor, search: Search): Promise<readonly SearchRow[]>;
  /** Names of all columns that may be selected, compared or ordered by. */
  readonly columns: readonly string[];
}

/** Tasks: columns of `TASK_SEARCH`. */
export const searchTasks = searchRead(TASK_SEARCH);
/** Projects: columns of `PROJECT_SEARCH`. */
export const searchProjects = searchRead(PROJECT_SEARCH);
/** Queues: columns of `QUEUE_SEARCH`. */
export const searchQueues = searchRead(QUEUE_SEARCH);
/** Users: columns of `USER_SEARCH`. */
export const searchUsers = searchRead(USER_SEARCH);
/** Models: columns of `MODEL_SEARCH`. */
export const searchModels = searchRead(MODEL_SEARCH);

function searchRead(sheet: SearchSheet): SearchRead {
  const read = async (engine: Reading, actor: Actor, search: Search): Promise<readonly SearchRow[]> => {
    requireRole(actor, 'viewer');
    return readSearch(engine.db, sheet, { search, reach: await projectReach(engine.db, actor) });
  };
  return Object.assign(read, { columns: [...sheet.columns.keys()] });
}

/** For each project the ids of itself and of all below it; one that does not exist stands for itself. */
export async function withSubprojects(engine: Reading, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const book = projectBookOf(engine.db);
  await book.level(engine.db);
  const all = [...book.all()];
  return new Map(ids.map((id) => {
    const path = book.pathOf(id);
    return [id, path === undefined ? [id] : all.flatMap(([each, below]) => (isWithin(below, path) ? [each] : []))];
  }));
}

/** The types of the tasks that the caller may see, in these projects and all below them where any are named. */
export async function listTaskTypes(engine: Reading, actor: Actor, projectIds: readonly string[] | null): Promise<readonly string[]> {
  requireRole(actor, 'viewer');
  const reach = await projectReach(engine.db, actor);
  const below = projectIds === null ? null : [...(await withSubprojects(engine, projectIds)).values()].flat();
  return typesOfTasks(engine.db, { reach, projectIds: below });
}
