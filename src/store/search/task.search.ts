// Tasks as searches read them.
import { joined, own, digits, searchColumns, type SearchSheet } from './search-sheet.ts';
import { ARTIFACTS, LAST_METRICS, lastMetricSql, modelIdsSql, modelsSql } from './task-relations.ts';

/** The project that stands for none. */
export const ROOT_PROJECT = `(SELECT root.id FROM project root WHERE root.path = '/')`;

const LAST_UPDATE = 'greatest(activity.last_update, t.status_changed_at, t.created_at)';
// While it runs, up to its last sign of life; afterwards up to its end.
const ACTIVE_UNTIL = `CASE WHEN t.status = 'in_progress' THEN ${LAST_UPDATE} ELSE coalesce(t.ended_at, t.status_changed_at) END`;

/** Tasks that are not deleted, whoever made them and whatever they execute. */
export const TASK_SEARCH: SearchSheet = {
  name: 'task',
  from: 'task t',
  joins: { doc: 'LEFT JOIN task_doc doc ON doc.task_id = t.id', activity: 'LEFT JOIN task_activity activity ON activity.task_id = t.id' },
  base: 't.deleted_at IS NULL',
  reach: 't.project_id = ANY($?::uuid[])',
  open: 't.is_public',
  creation: 't.ord',
  isSmall: false,
  columns: searchColumns({
    id: own('id', 'id', { isKey: true }), idText: digits('t.id'), name: own('name', 'text', { isFolded: true }), type: own('type', 'word'), status: own('status', 'word'),
    statusReason: own('status_reason', 'text'), statusMessage: own('status_message', 'text'), orderVerb: own('order_verb', 'word'),
    statusChanged: { sql: `CASE WHEN t.status <> 'created' OR t.status_changed_at <> t.created_at THEN t.status_changed_at END`, type: 'time' },
    createdBy: own('created_by', 'id'), projectId: own('project_id', 'id', { absent: `t.project_id = ${ROOT_PROJECT}` }), parentId: own('parent_id', 'id', { isKey: true }),
    parentDeleted: own('parent_deleted', 'flag'), isPublic: own('is_public', 'flag'), tags: own('tags', 'texts'), systemTags: own('system_tags', 'texts'),
    createdAt: own('created_at', 'time'), startedAt: own('started_at', 'time'), endedAt: own('ended_at', 'time'), publishedAt: own('published_at', 'time'),
    queueId: own('queue_id', 'id'), enqueueStatus: own('enqueue_status', 'word'), specKind: own('spec_kind', 'word'), spec: own('spec', 'json'),
    projectShown: { sql: `NULLIF(t.project_id, ${ROOT_PROJECT})`, type: 'id' },
    createdByText: digits('t.created_by'), projectText: digits('t.project_id'), parentText: digits('t.parent_id'), queueText: digits('t.queue_id'),
    comment: joined('doc.comment', 'text'), script: joined('doc.script', 'json'), execution: joined('doc.execution', 'json'), hyperparams: joined('doc.hyperparams', 'json'),
    configuration: joined('doc.configuration', 'json'), runtime: joined('doc.runtime', 'json'), container: joined('doc.container', 'json'), output: joined('doc.output', 'json'),
    lastUpdate: { sql: LAST_UPDATE, type: 'time', join: 'activity' },
    lastChange: { sql: 'greatest(activity.last_change, t.status_changed_at, t.created_at)', type: 'time', join: 'activity' },
    lastChangedBy: joined('activity.last_changed_by', 'id'), lastWorker: joined('activity.last_worker', 'text'), lastWorkerReport: joined('activity.last_worker_report', 'time'),
    lastIteration: { sql: 'coalesce(activity.last_iteration, 0)', type: 'integer', join: 'activity' },
    activeDuration: { sql: `floor(extract(epoch FROM greatest(${ACTIVE_UNTIL}, t.started_at) - t.started_at))::bigint`, type: 'integer', join: 'activity' },
    artifacts: { sql: ARTIFACTS, type: 'json' }, inputModels: { sql: modelsSql('input'), type: 'json' }, outputModels: { sql: modelsSql('output'), type: 'json' },
    inputModelIds: { sql: modelIdsSql('input'), type: 'texts' }, outputModelIds: { sql: modelIdsSql('output'), type: 'texts' },
    lastMetrics: { sql: LAST_METRICS, type: 'json' },
    lastMetric: { sql: 'NULL::float8', type: 'number', at: (keys, parameters) => lastMetricSql(keys, (value) => parameters.add(value)) },
  }),
};
