// Operations that ask for a place in the log: the server learns of everything committed so far before their first statement leaves.
import { type FieldNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { ApiContext } from '../context.ts';

const PLACE_FIELD = 'eventCursor';

/**
 * Brings this server level with the log when the operation asks where the log stands. Before the execution and not within it: the other
 * fields of the query must not have been read before that place, or what was committed in between would be in neither.
 */
export async function levelForPlace(operation: OperationDefinitionNode | null | undefined, context: Pick<ApiContext, 'catchUp'>): Promise<void> {
  if (operation?.operation === 'query' && asksForPlace(operation)) await context.catchUp();
}

/** Whether a query asks where the log stands. A fragment at the root is rare and may hold the field: looking into it would cost more than the statement. */
export function asksForPlace({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.some((selection) => selection.kind !== Kind.FIELD || isPlace(selection));
}

function isPlace({ name }: FieldNode): boolean {
  return name.value === PLACE_FIELD;
}
