// Lists for resolvers: the engine's read, wrapped as a connection.
import type { ListRead } from '../../../engine/read/list.read.ts';
import type { ApiContext } from '../context.ts';
import { type Connection, connectionOf } from './connection.type.ts';
import { type ListArgs, isNewestFirst } from './list.args.ts';

/** One page of a noun's list; throws FORBIDDEN, INVALID and CURSOR_INVALID as the read does. */
export async function listConnection<Row, Filter>(ctx: ApiContext, read: ListRead<Row, Filter>, asked: { filter: Filter; args: ListArgs }): Promise<Connection<Row>> {
  const { filter, args } = asked;
  return connectionOf(await read(ctx.engine, ctx.actor, { filter, newestFirst: isNewestFirst(args), page: args }));
}
