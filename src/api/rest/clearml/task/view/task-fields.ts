// The object of a task, field by field.
import { scriptOfCommand } from '../../../../../domain/task/command-script.ts';
import { compareTexts } from '../../../../../domain/filter/text-order.ts';
import { isAtLeast } from '../../api-version.ts';
import { plain, shown, type ViewField } from '../../view/entity-view.ts';
import { COMPANY, DELETED_PREFIX, wireId } from '../../wire-id.ts';
import { wireTime } from '../../wire-time.ts';
import { executionField, outputField } from './task-execution.ts';
import type { ShownTask, TaskModelEntry } from './task-row.ts';

/** What clients look for in the message of a task that is to end. */
export const STOPPING = 'stopping';

/** Statuses of tasks whose work is over, and of which that is told; a failed one has no such time. */
const COMPLETED = new Set(['stopped', 'closed', 'completed', 'publishing', 'published']);

/** All fields of a task. */
export const taskFields: { readonly [name: string]: ViewField<ShownTask> } = {
  id: shown('id', wireId),
  name: plain('name'),
  type: plain('type'),
  status: plain('status'),
  status_reason: plain('statusReason'),
  status_message: { columns: ['statusMessage', 'status', 'orderVerb'], show: messageOf },
  status_changed: shown('statusChanged', wireTime),
  user: shown('createdBy', wireId),
  company: { columns: ['isPublic'], show: ({ isPublic }) => (isPublic ? '' : COMPANY.id) },
  project: shown('projectShown', wireId),
  parent: { columns: ['parentId', 'parentDeleted'], show: ({ parentId, parentDeleted }) => (parentId === null ? undefined : `${parentDeleted ? DELETED_PREFIX : ''}${wireId(parentId)}`) },
  comment: shown('comment', (comment) => comment),
  tags: { columns: (version) => (isAtLeast(version, '2.3') ? ['tags'] : ['tags', 'systemTags']), show: ({ tags, systemTags }, version) => sorted(isAtLeast(version, '2.3') ? tags : [...tags, ...systemTags]) },
  system_tags: shown('systemTags', sorted),
  created: shown('createdAt', wireTime),
  started: shown('startedAt', wireTime),
  completed: { columns: ['endedAt', 'status'], show: ({ endedAt, status }) => (endedAt !== null && COMPLETED.has(status) ? wireTime(endedAt) : undefined) },
  published: shown('publishedAt', wireTime),
  active_duration: plain('activeDuration'),
  last_update: shown('lastUpdate', wireTime),
  last_change: shown('lastChange', wireTime),
  last_changed_by: shown('lastChangedBy', wireId),
  last_worker: plain('lastWorker'),
  last_worker_report: shown('lastWorkerReport', wireTime),
  last_iteration: plain('lastIteration'),
  last_metrics: { columns: ['lastMetrics'], show: ({ lastMetrics }) => lastMetrics ?? {} },
  output: outputField,
  execution: executionField,
  script: { columns: ['script', 'spec'], show: scriptOf },
  hyperparams: { columns: ['hyperparams'], show: ({ hyperparams }) => hyperparams ?? {} },
  configuration: { columns: ['configuration'], show: ({ configuration }) => configuration ?? {} },
  runtime: { columns: ['runtime'], show: ({ runtime }) => runtime ?? {} },
  container: { columns: ['container'], show: ({ container }) => container ?? {} },
  models: {
    columns: ['inputModels', 'outputModels'],
    parts: { input: ['inputModels'], output: ['outputModels'] },
    show: ({ inputModels, outputModels }) => ({ input: entriesOf(inputModels), output: entriesOf(outputModels) }),
  },
  enqueue_status: { ...plain<ShownTask>('enqueueStatus'), isInternal: true },
  company_origin: { columns: [], isInternal: true, show: () => COMPANY.id },
};

// The word tells programs to end themselves: one that stands still for a person must not read it.
function messageOf({ status, statusMessage, orderVerb }: ShownTask): string {
  return status === 'in_progress' && orderVerb !== null && !statusMessage.includes(STOPPING) ? STOPPING : statusMessage;
}

function scriptOf({ script, spec }: ShownTask): unknown {
  if (script != null) return script;
  return spec.kind === 'command' ? scriptOfCommand(spec) : undefined;
}

function entriesOf(models: readonly TaskModelEntry[] | null | undefined): readonly object[] {
  return (models ?? []).map(({ name, model, updated }) => ({ name, model: wireId(model), updated: wireTime(new Date(updated)) }));
}

function sorted(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].sort(compareTexts);
}
