// Queues as searches read them: those that take commands, which is what dialects put into them.
import { digits, own, searchColumns, type SearchSheet } from './search-sheet.ts';

/** Queues, those shared by all projects among them. */
export const QUEUE_SEARCH: SearchSheet = {
  name: 'queue',
  from: 'queue t',
  joins: {},
  base: `t.deleted_at IS NULL AND 'command' = ANY(t.accepts)`,
  reach: '(t.project_id IS NULL OR t.project_id = ANY($?::uuid[]))',
  open: null,
  creation: 't.ord',
  isSmall: true,
  columns: searchColumns({
    id: own('id', 'id', { isKey: true }), idText: digits('t.id'), name: own('name', 'text', { isKey: true }), displayName: own('display_name', 'text'), state: own('state', 'word'),
    tags: own('tags', 'texts'), systemTags: own('system_tags', 'texts'), metadata: own('metadata', 'json'), createdAt: own('created_at', 'time'), updatedAt: own('updated_at', 'time'),
  }),
};
