// Single nouns for resolvers: by global id, for callers who may read.
import { requireRole } from '../../../domain/access.ts';
import type { ApiContext } from '../context.ts';
import { type NodeType, fromGlobalId } from '../global-id.ts';
import type { RecordLoader } from '../loader/record.loader.ts';

/** The noun of an id, or null. Throws FORBIDDEN, and INVALID for an id of another type. */
export function readNoun<Row>(ctx: ApiContext, loader: RecordLoader<Row>, asked: { id: string; type: NodeType }): Promise<Row | null> {
  requireRole(ctx.actor, 'viewer');
  return loader.load(fromGlobalId(asked.id, asked.type));
}

/** The record that a foreign key promises; a missing one is a fault of ours. */
export async function mustLoad<Row>(loader: RecordLoader<Row>, id: string): Promise<Row> {
  const row = await loader.load(id);
  if (row === null) throw new Error(`the record ${id} is referred to and does not exist`);
  return row;
}
