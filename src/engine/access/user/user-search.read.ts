// Users as searches list them: all for who manages users, oneself for others.
import { type Actor, managesUsers } from '../../../domain/access.ts';
import type { Search, SearchRow } from '../../../domain/filter/search.ts';
import type { Reading } from '../../read/list.read.ts';
import { type SearchRead, searchUsers } from '../../read/search.read.ts';

/** Users as callers may list them. Needs the role viewer; who does not manage users finds nobody but himself. */
export const searchListedUsers: SearchRead = Object.assign(listed, { columns: searchUsers.columns });

function listed(engine: Reading, actor: Actor, search: Search): Promise<readonly SearchRow[]> {
  if (managesUsers(actor)) return searchUsers(engine, actor, search);
  return searchUsers(engine, actor, { ...search, filter: { kind: 'and', parts: [{ kind: 'oneOf', path: ['id'], op: 'in', values: [actor.userId] }, search.filter] } });
}
