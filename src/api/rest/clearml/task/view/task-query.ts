// By what tasks can be asked for.
import { type QueryField, querySheet } from '../../query/query-field.ts';

const time = (name: string): QueryField => ({ type: 'time', path: [name] });
const text = (name: string): QueryField => ({ type: 'text', path: [name] });
const word = (name: string): QueryField => ({ type: 'word', path: [name] });
const id = (name: string, written: string): QueryField => ({ type: 'id', path: [name], text: [written] });
const json = (head: string, ...keys: string[]): QueryField => ({ type: 'text', path: [head, ...keys], isNumeric: true });

/** Members of the objects that parameters are; what stands between section and member is the name, dots and all. */
const PARAMETER_MEMBERS = new Set(['value', 'type', 'name', 'section', 'description']);

/** The query of tasks. */
export const taskQuery = querySheet({
  fields: {
    id: id('id', 'idText'), name: text('name'), type: word('type'), status: word('status'), user: id('createdBy', 'createdByText'), project: id('projectId', 'projectText'),
    parent: id('parentId', 'parentText'), tags: { type: 'texts', path: ['tags'] }, system_tags: { type: 'texts', path: ['systemTags'] }, comment: text('comment'),
    status_reason: text('statusReason'), status_message: text('statusMessage'), status_changed: time('statusChanged'), created: time('createdAt'), started: time('startedAt'),
    completed: time('endedAt'), published: time('publishedAt'), active_duration: { type: 'integer', path: ['activeDuration'] }, last_update: time('lastUpdate'), last_change: time('lastChange'),
    last_changed_by: { type: 'id', path: ['lastChangedBy'] }, last_worker: text('lastWorker'), last_worker_report: time('lastWorkerReport'), last_iteration: { type: 'integer', path: ['lastIteration'] },
    'execution.queue': id('queueId', 'queueText'), 'models.input.model': { type: 'idTexts', path: ['inputModelIds'] }, 'models.output.model': { type: 'idTexts', path: ['outputModelIds'] },
  },
  families: {
    hyperparams: ([section, ...rest]) => {
      const member = rest.length > 1 && PARAMETER_MEMBERS.has(rest.at(-1)!) ? rest.pop()! : 'value';
      return section === undefined || rest.length === 0 ? null : json('hyperparams', section, rest.join('.'), member);
    },
    configuration: (keys) => {
      const member = keys.length > 1 && PARAMETER_MEMBERS.has(keys.at(-1)!) ? keys.at(-1)! : 'value';
      const name = (keys.length > 1 && member === keys.at(-1) ? keys.slice(0, -1) : keys).join('.');
      return name === '' ? null : json('configuration', name, member);
    },
    execution: ([member, ...rest]) => (member === 'parameters' && rest.length > 0 ? json('execution', member, rest.join('.')) : member === undefined || rest.length > 0 ? null : json('execution', member)),
    last_metrics: (keys) => (keys.length === 3 ? { type: 'number', path: ['lastMetric', ...keys] } : null),
    script: (keys) => (keys.length === 1 ? { type: 'text', path: ['script', ...keys] } : null),
    runtime: (keys) => (keys.join('') === '' ? null : json('runtime', keys.join('.'))),
    container: (keys) => (keys.length === 1 ? { type: 'text', path: ['container', ...keys] } : null),
    output: (keys) => (keys.length === 1 ? { type: 'text', path: ['output', ...keys] } : null),
  },
  lists: ['id', 'user', 'project', 'parent', 'type', 'status', 'tags', 'system_tags', 'execution.queue', 'models.input.model'],
  listFamilies: ['hyperparams'],
  patterns: ['name', 'comment'],
  times: ['status_changed', 'last_update', 'last_change'],
  ranges: ['created', 'started', 'active_duration', 'last_iteration'],
  rangeFamilies: ['last_metrics'],
  searched: ['name', 'id', 'comment', 'models.input.model', 'models.output.model', 'script.repository', 'script.entry_point'],
  hidden: { tag: 'hidden', unless: ['id'] },
  nested: 'project',
});
