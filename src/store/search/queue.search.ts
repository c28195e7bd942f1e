// Queues as searches read them.
import { digits, own, searchColumns, type SearchSheet } from './search-sheet.ts';

/** Queues, those shared by all projects among them. */
export const QUEUE_SEARCH: SearchSheet = {
  name: 'queue',
  from: 'queue t',
  joins: {},
  base: null,
  reach: '(t.project_id IS NULL OR t.project_id = ANY($?::uuid[]))',
  open: null,
  creation: 't.ord',
  isSmall: true,
  columns: searchColumns({
    id: own('id', 'id', { isKey: true }), idText: digits('t.id'), name: own('name', 'text', { isKey: true }), displayName: own('display_name', 'text'), state: own('state', 'word'),
    tags: own('tags', 'texts'), systemTags: own('system_tags', 'texts'), metadata: own('metadata', 'json'), createdAt: own('created_at', 'time'), updatedAt: own('updated_at', 'time'),
  }),
};
