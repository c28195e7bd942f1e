// Projects as searches read them; the root project, which holds what is in no project, is none of them.
import { digits, own, searchColumns, type SearchSheet } from './search-sheet.ts';

const NAME = 'substr(t.path, 2)';
const PARENT = `(SELECT above.id FROM project above WHERE above.path = regexp_replace(t.path, '/[^/]*$', ''))`;

/** Projects by name, which is the path without its first slash. */
export const PROJECT_SEARCH: SearchSheet = {
  name: 'project',
  from: 'project t',
  joins: {},
  base: `t.path <> '/'`,
  reach: 't.id = ANY($?::uuid[])',
  open: null,
  creation: 't.id',
  isSmall: true,
  columns: searchColumns({
    id: own('id', 'id', { isKey: true }), idText: digits('t.id'), name: { sql: NAME, type: 'text' }, basename: { sql: `regexp_replace(t.path, '^.*/', '')`, type: 'text' },
    path: own('path', 'text', { isKey: true }), description: own('description', 'text'), parentId: { sql: PARENT, type: 'id' }, tags: own('tags', 'texts'), systemTags: own('system_tags', 'texts'),
    defaultOutput: own('default_output', 'text'), createdBy: own('created_by', 'id'), createdAt: own('created_at', 'time'), updatedAt: own('updated_at', 'time'),
  }),
};
