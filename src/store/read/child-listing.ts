// Lists below a row (attempts of tasks, items of queues): the same page for many parents in one statement.
import type { Connection } from '../database.ts';
import { type KeysetPage, type RowPage, type SortKey, SqlParameters, pageSql, rowPage, shapeOf } from './keyset.ts';
import { COUNT_CAP, type Listing, type Reach, reachSql, reachTag, whereSql } from './listing.ts';

/** A listing of what belongs to a row of another table. */
export interface ChildListing extends Listing {
  /** The column, with alias `t`, that holds the parent's id. */
  readonly parent: string;
  /** Type of the parents' ids. @default 'uuid' */
  readonly parentType?: 'uuid' | 'bigint';
  readonly order: readonly SortKey[];
  /** A statement that gives one row for `parent.id`, which `base` may use as `bounds`: where to look for the rows of a partitioned table. */
  readonly bounds?: string;
}

/** The same page below each of some parents; all of it unless a reach is given. */
export interface ChildQuery {
  readonly parents: readonly string[];
  readonly page: KeysetPage;
  readonly reach?: Reach;
}

/** The page of each parent, in the order of `parents`; a parent without rows has an empty page. */
export async function readChildPages<Row>(connection: Connection, listing: ChildListing, query: ChildQuery): Promise<RowPage<Row>[]> {
  const { reach = null } = query;
  const parameters = new SqlParameters();
  const parents = parameters.add(query.parents);
  const { where, orderBy, limit } = pageSql(listing.order, query.page, parameters);
  const text = `SELECT parent.i::int AS "parentIndex", child.* FROM unnest(${parents}::${typeOf(listing)}[]) WITH ORDINALITY AS parent(id, i)${boundsSql(listing)}
    CROSS JOIN LATERAL (SELECT ${listing.select} FROM ${listing.from} ${whereSql([...belongs(listing), ...reachSql(listing, reach, parameters), ...where])} ORDER BY ${orderBy} LIMIT ${limit}) child
    ORDER BY parent.i, ${outerOrder(listing, query.page)}`;
  const rows = await connection.query<Row & { parentIndex: number }>({ name: `children_${listing.name}_${shapeOf(query.page)}${reachTag(listing, reach)}`, text }, parameters.values);
  const found: Row[][] = query.parents.map(() => []);
  for (const { parentIndex, ...row } of rows) found[parentIndex - 1]!.push(row as Row);
  return found.map((each) => rowPage(each, query.page));
}

/** How many rows each parent has, at most `COUNT_CAP` each, in the order of `parents`. */
export async function countChildren(connection: Connection, listing: ChildListing, query: Pick<ChildQuery, 'parents' | 'reach'>): Promise<number[]> {
  const { reach = null } = query;
  const parameters = new SqlParameters();
  const parents = parameters.add(query.parents);
  const text = `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM ${listing.from} ${whereSql([...belongs(listing), ...reachSql(listing, reach, parameters)])} LIMIT ${COUNT_CAP}) counted) AS n
    FROM unnest(${parents}::${typeOf(listing)}[]) WITH ORDINALITY AS parent(id, i)${boundsSql(listing)} ORDER BY parent.i LIMIT cardinality(${parents}::${typeOf(listing)}[])`;
  const rows = await connection.query<{ n: number }>({ name: `count_children_${listing.name}${reachTag(listing, reach)}`, text }, parameters.values);
  return rows.map(({ n }) => n);
}

function typeOf({ parentType = 'uuid' }: ChildListing): string {
  return parentType;
}

function belongs(listing: ChildListing): string[] {
  return [`${listing.parent} = parent.id`, ...(listing.base === null ? [] : [listing.base])];
}

function boundsSql({ bounds }: ChildListing): string {
  return bounds === undefined ? '' : ` CROSS JOIN LATERAL (${bounds}) bounds`;
}

// A lateral join keeps the order of its rows only by luck: say it again outside.
function outerOrder(listing: ChildListing, page: KeysetPage): string {
  return listing.order.map(({ property, descending }) => `child."${property}" ${descending === page.backward ? 'ASC' : 'DESC'}`).join(', ');
}
