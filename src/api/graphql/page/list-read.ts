// Lists for resolvers: the engine's read, wrapped as a connection.
import type { Filter } from '../../../domain/filter/filter.ts';
import type { ListRead } from '../../../engine/read/list.read.ts';
import type { ApiContext } from '../context.ts';
import type { RecordLoader } from '../loader/record.loader.ts';
import { type Connection, connectionOf } from './connection.type.ts';
import { type OrderInput, listOrderOf } from './list-order.input.ts';
import type { PageArgs } from './page.args.ts';

/** What a list is asked for. */
export interface Asked<Row, OrderField extends string> {
  readonly filter: Filter | undefined;
  readonly args: PageArgs & { readonly orderBy?: OrderInput<OrderField> | null };
  /** Learns the rows, so that fields which lead back to them need no statement. */
  readonly loader: RecordLoader<Row>;
}

/** One page of a noun's list; throws FORBIDDEN, INVALID, LIMIT_EXCEEDED and CURSOR_INVALID as the read does. */
export async function listConnection<Row extends { readonly id: string }, OrderField extends string>(ctx: ApiContext, read: ListRead<Row, OrderField>, asked: Asked<Row, OrderField>): Promise<Connection<Row>> {
  const { filter, args, loader } = asked;
  const page = await read(ctx.engine, ctx.actor, { filter, order: listOrderOf(args.orderBy), page: args });
  loader.learn(page.rows);
  return connectionOf(page);
}
