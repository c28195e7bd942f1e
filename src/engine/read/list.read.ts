// Lists of nouns for callers who may read: filter, order, page.
import { type Actor, requireRole } from '../../domain/access.ts';
import type { Database } from '../../store/database.ts';
import type { NounReads } from '../../store/read/noun-reads.ts';
import { type Page, type PageRequest, keysetPage, pageOf } from './page.ts';
import { projectReach } from './project-reach.ts';

/** Which rows, in which order, and which page of them. */
export interface ListRequest<Filter> {
  readonly filter: Filter;
  /** Newest first unless false. */
  readonly newestFirst?: boolean;
  readonly page: PageRequest;
}

/** The part of the engine that reads need. */
export interface Reading {
  readonly db: Database;
}

/** A read of one noun's list: needs the role viewer, and shows what lies in the reach of the caller's grants; throws INVALID and CURSOR_INVALID as `keysetPage` does. */
export type ListRead<Row, Filter> = (engine: Reading, actor: Actor, request: ListRequest<Filter>) => Promise<Page<Row>>;

/** The list read of a noun. */
export function listRead<Row extends object, Filter>(reads: NounReads<Row, Filter>): ListRead<Row, Filter> {
  return async (engine, actor, request) => {
    requireRole(actor, 'viewer');
    const scope = { name: reads.name, filter: request.filter, order: reads.order(request.newestFirst ?? true) };
    const page = keysetPage(request.page, scope);
    const reach = await projectReach(engine.db, actor);
    const found = await reads.page(engine.db, request.filter, { order: scope.order, page, reach });
    return pageOf(found, { scope, page, count: () => reads.count(engine.db, request.filter, reach) });
  };
}
