// Lists for resolvers: the engine's read, wrapped as a connection.
import type { ListRead } from '../../../engine/read/list.read.ts';
import type { ApiContext } from '../context.ts';
import type { RecordLoader } from '../loader/record.loader.ts';
import { type Connection, connectionOf } from './connection.type.ts';
import { type ListArgs, isNewestFirst } from './list.args.ts';

/** What a list is asked for. */
export interface Asked<Row, Filter> {
  readonly filter: Filter;
  readonly args: ListArgs;
  /** Learns the rows, so that fields which lead back to them need no statement. */
  readonly loader: RecordLoader<Row>;
}

/** One page of a noun's list; throws FORBIDDEN, INVALID and CURSOR_INVALID as the read does. */
export async function listConnection<Row extends { readonly id: string }, Filter>(ctx: ApiContext, read: ListRead<Row, Filter>, asked: Asked<Row, Filter>): Promise<Connection<Row>> {
  const { filter, args, loader } = asked;
  const page = await read(ctx.engine, ctx.actor, { filter, newestFirst: isNewestFirst(args), page: args });
  loader.learn(page.rows);
  return connectionOf(page);
}
