// Models as calls ask for them and show them.
import { searchModels } from '../../../../engine/read/search.read.ts';
import { type QueryField, querySheet } from '../query/query-field.ts';
import { anyView, plain, shown } from '../view/entity-view.ts';
import { COMPANY, DELETED_PREFIX, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';

interface ShownModel {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly framework: string | null;
  readonly labels: object;
  readonly design: object | null;
  readonly ready: boolean;
  readonly taskId: string | null;
  readonly taskDeleted: boolean;
  readonly parentId: string | null;
  readonly projectShown: string | null;
  readonly comment: string;
  readonly tags: readonly string[];
  readonly systemTags: readonly string[];
  readonly metadata: object;
  readonly isPublic: boolean;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const text = (name: string): QueryField => ({ type: 'text', path: [name] });
const time = (name: string): QueryField => ({ type: 'time', path: [name] });

/** The view of models. */
export const modelView = anyView<ShownModel>({
  kind: 'model',
  plural: 'models',
  search: searchModels,
  query: querySheet({
    fields: {
      id: { type: 'id', path: ['id'], text: ['idText'] }, name: text('name'), uri: text('uri'), framework: text('framework'), comment: text('comment'), ready: { type: 'flag', path: ['ready'] },
      task: { type: 'id', path: ['taskId'], text: ['taskText'] }, project: { type: 'id', path: ['projectId'] }, parent: { type: 'id', path: ['parentId'] }, user: { type: 'id', path: ['createdBy'] },
      tags: { type: 'texts', path: ['tags'] }, system_tags: { type: 'texts', path: ['systemTags'] }, created: time('createdAt'), last_update: time('updatedAt'), last_change: time('updatedAt'),
    },
    lists: ['id', 'task', 'project', 'parent', 'framework', 'uri', 'tags', 'system_tags', 'user', 'ready'],
    patterns: ['name', 'comment'],
    times: ['last_update', 'last_change'],
    ranges: ['created'],
    searched: ['name', 'id', 'comment', 'task'],
    nested: 'project',
  }),
  fields: {
    id: shown('id', wireId),
    name: plain('name'),
    uri: plain('uri'),
    framework: plain('framework'),
    labels: plain('labels'),
    design: plain('design'),
    ready: plain('ready'),
    task: { columns: ['taskId', 'taskDeleted'], show: ({ taskId, taskDeleted }) => (taskId === null ? undefined : `${taskDeleted ? DELETED_PREFIX : ''}${wireId(taskId)}`) },
    project: shown('projectShown', wireId),
    parent: shown('parentId', wireId),
    comment: plain('comment'),
    tags: plain('tags'),
    system_tags: plain('systemTags'),
    user: shown('createdBy', wireId),
    company: { columns: ['isPublic'], show: ({ isPublic }) => (isPublic ? '' : COMPANY.id) },
    created: shown('createdAt', wireTime),
    last_update: shown('updatedAt', wireTime),
    metadata: plain('metadata'),
  },
  references: { user: 'user', company: 'company', project: 'project', task: 'task', parent: 'model' },
});
