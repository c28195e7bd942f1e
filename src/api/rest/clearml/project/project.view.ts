// Projects as calls ask for them and show them.
import { searchProjects } from '../../../../engine/read/search.read.ts';
import { type QueryField, querySheet } from '../query/query-field.ts';
import { anyView, plain, shown } from '../view/entity-view.ts';
import { COMPANY, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';

interface ShownProject {
  readonly id: string;
  readonly name: string;
  readonly basename: string;
  readonly description: string;
  readonly parentId: string | null;
  readonly tags: readonly string[];
  readonly systemTags: readonly string[];
  readonly defaultOutput: string | null;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const text = (name: string): QueryField => ({ type: 'text', path: [name] });
const time = (name: string): QueryField => ({ type: 'time', path: [name] });

/** The view of projects. */
export const projectView = anyView<ShownProject>({
  kind: 'project',
  plural: 'projects',
  search: searchProjects,
  query: querySheet({
    fields: {
      id: { type: 'id', path: ['id'], text: ['idText'] }, name: text('name'), basename: text('basename'), description: text('description'), parent: { type: 'id', path: ['parentId'] },
      tags: { type: 'texts', path: ['tags'] }, system_tags: { type: 'texts', path: ['systemTags'] }, user: { type: 'id', path: ['createdBy'] }, created: time('createdAt'), last_update: time('updatedAt'),
      default_output_destination: text('defaultOutput'),
    },
    lists: ['id', 'tags', 'system_tags', 'parent', 'user'],
    patterns: ['name', 'basename', 'description'],
    times: ['last_update'],
    ranges: ['created'],
    searched: ['name', 'id', 'description'],
    hidden: { tag: 'hidden', unless: ['id'] },
  }),
  fields: {
    id: shown('id', wireId),
    name: plain('name'),
    basename: plain('basename'),
    description: plain('description'),
    user: shown('createdBy', wireId),
    company: { columns: [], show: () => COMPANY.id },
    parent: shown('parentId', wireId),
    tags: plain('tags'),
    system_tags: plain('systemTags'),
    default_output_destination: plain('defaultOutput'),
    created: shown('createdAt', wireTime),
    last_update: shown('updatedAt', wireTime),
  },
  references: { user: 'user', company: 'company', parent: 'project' },
});
