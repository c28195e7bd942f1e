// Users as searches read them: what others may know of them.
import { digits, own, searchColumns, type SearchSheet } from './search-sheet.ts';

/** Everybody who has or had an account. */
export const USER_SEARCH: SearchSheet = {
  name: 'user',
  from: '"user" t',
  joins: {},
  base: null,
  reach: null,
  open: null,
  creation: 't.id',
  isSmall: true,
  columns: searchColumns({ id: own('id', 'id', { isKey: true }), idText: digits('t.id'), name: own('name', 'text', { isKey: true }), role: own('role', 'word'), createdAt: own('created_at', 'time') }),
};
