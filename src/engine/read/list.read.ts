// Lists of nouns for callers who may read: filter, order, page.
import { type Actor, requireRole } from '../../domain/access.ts';
import { checkFilter } from '../../domain/filter/filter-check.ts';
import type { FieldCatalogue } from '../../domain/filter/filter-field.ts';
import { EVERYTHING, type Filter } from '../../domain/filter/filter.ts';
import type { ListOrder } from '../../domain/filter/list-orders.ts';
import { canonicalText, normalFilter } from '../../domain/filter/normal-form.ts';
import type { Connection, Database } from '../../store/database.ts';
import { limitedRead } from '../../store/filter/limited-read.ts';
import type { NounReads } from '../../store/read/noun-reads.ts';
import { type Page, type PageRequest, keysetPage, pageOf } from './page.ts';
import { projectReach } from './project-reach.ts';

/** Which rows, in which order, and which page of them. */
export interface ListRequest<Field extends string> {
  /** Every row when absent. */
  readonly filter?: Filter | undefined;
  /** Newest first when absent. */
  readonly order?: ListOrder<Field> | undefined;
  readonly page: PageRequest;
}

/** The part of the engine that reads need. */
export interface Reading {
  readonly db: Database;
}

/**
 * A read of one noun's list: needs the role viewer, and shows what lies in the reach of the caller's grants; throws INVALID for a filter
 * that cannot be, LIMIT_EXCEEDED for one that no index serves and that takes too long, INVALID and CURSOR_INVALID as `keysetPage` does.
 */
export type ListRead<Row, Field extends string> = (engine: Reading, actor: Actor, request: ListRequest<Field>) => Promise<Page<Row>>;

/** The list read of a noun. */
export function listRead<Row extends object, Field extends string>(reads: NounReads<Row, Field>): ListRead<Row, Field> {
  return async (engine, actor, request) => {
    requireRole(actor, 'viewer');
    const filter = filterOf(request.filter, reads.fields);
    const scope = { name: reads.name, filter: canonicalText(filter), order: reads.order(request.order) };
    const page = keysetPage(request.page, scope);
    const reach = await projectReach(engine.db, actor);
    const read = <T>(work: (connection: Connection) => Promise<T>) => (reads.isBounded(filter, scope.order) ? work(engine.db) : limitedRead(engine.db, work));
    const found = await read((connection) => reads.page(connection, filter, { order: scope.order, page, reach }));
    return pageOf(found, { scope, page, count: () => read((connection) => reads.count(connection, filter, reach)) });
  };
}

function filterOf(given: Filter | undefined, fields: FieldCatalogue): Filter {
  if (given === undefined) return EVERYTHING;
  checkFilter(given, fields);
  return normalFilter(given);
}
