// Models as searches read them.
import { digits, own, searchColumns, type SearchSheet } from './search-sheet.ts';
import { ROOT_PROJECT } from './task.search.ts';

/** Models that are not deleted. */
export const MODEL_SEARCH: SearchSheet = {
  name: 'model',
  from: 'model t',
  joins: {},
  base: 't.deleted_at IS NULL',
  reach: 't.project_id = ANY($?::uuid[])',
  open: 't.is_public',
  creation: 't.ord',
  isSmall: false,
  columns: searchColumns({
    id: own('id', 'id', { isKey: true }), idText: digits('t.id'), name: own('name', 'text'), uri: own('uri', 'text'), framework: own('framework', 'text'), labels: own('labels', 'json'), design: own('design', 'json'),
    ready: own('ready', 'flag'), taskId: own('task_id', 'id', { isKey: true }), taskText: digits('t.task_id'), taskDeleted: own('task_deleted', 'flag'), parentId: own('parent_id', 'id'),
    projectId: own('project_id', 'id', { absent: `t.project_id = ${ROOT_PROJECT}` }), projectShown: { sql: `NULLIF(t.project_id, ${ROOT_PROJECT})`, type: 'id' },
    comment: own('comment', 'text'), tags: own('tags', 'texts'), systemTags: own('system_tags', 'texts'), metadata: own('metadata', 'json'), isPublic: own('is_public', 'flag'),
    createdBy: own('created_by', 'id'), createdAt: own('created_at', 'time'), updatedAt: own('updated_at', 'time'),
  }),
};
