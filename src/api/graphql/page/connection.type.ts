// Connections: pages of lists with edges, nodes, page info and a count that is made only when asked for.
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { COUNT_CAP, type Page } from '../../../engine/read/page.ts';
import { type Edge, edgeType } from './edge.type.ts';
import { PageInfoType } from './page-info.type.ts';

/** A connection as resolvers give it: the page itself is kept for what is computed on demand. */
export interface Connection<Row> {
  readonly page: Page<Row>;
  readonly nodes: readonly Row[];
}

/** The connection type of `node`; its descriptions say `name`. */
export function connectionType(name: string, node: () => ClassType<object>): ClassType<object> {
  const EdgeOf = edgeType(name, node);

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of a list of ${name}.` })
  class ConnectionOf {
    page!: Page<object>;

    @Field(() => [node()], { description: 'The rows of the page.' })
    nodes!: readonly object[];

    @Field(() => [EdgeOf], { description: 'The rows of the page, each with its cursor.' })
    edges(): Edge<object>[] {
      return this.page.rows.map((row) => ({ cursor: this.page.cursorOf(row), node: row }));
    }

    @Field(() => PageInfoType, { description: 'Where the page lies in the list.' })
    pageInfo(): PageInfoType {
      return pageInfoOf(this.page);
    }

    @Field(() => Int, { description: `Length of the whole list, filter applied. Exact up to ${COUNT_CAP}; longer lists say ${COUNT_CAP}. Costs a statement of its own.` })
    totalCount(): Promise<number> {
      return this.page.count();
    }
  }
  return ConnectionOf;
}

/** Wraps a page. */
export function connectionOf<Row>(page: Page<Row>): Connection<Row> {
  return { page, nodes: page.rows };
}

function pageInfoOf(page: Page<object>): PageInfoType {
  const { hasNextPage, hasPreviousPage, rows } = page;
  const [first, last] = [rows[0], rows.at(-1)];
  return { hasNextPage, hasPreviousPage, startCursor: first ? page.cursorOf(first) : null, endCursor: last ? page.cursorOf(last) : null };
}
