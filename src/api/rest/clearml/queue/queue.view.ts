// Queues as calls ask for them and show them.
import { searchQueues } from '../../../../engine/read/search.read.ts';
import { type QueryField, querySheet } from '../query/query-field.ts';
import { anyView, plain, shown } from '../view/entity-view.ts';
import { COMPANY, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';

interface ShownQueue {
  readonly id: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly tags: readonly string[];
  readonly systemTags: readonly string[];
  readonly metadata: object;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const time = (name: string): QueryField => ({ type: 'time', path: [name] });

/** The view of queues. */
export const queueView = anyView<ShownQueue>({
  kind: 'queue',
  plural: 'queues',
  search: searchQueues,
  query: querySheet({
    fields: {
      id: { type: 'id', path: ['id'], text: ['idText'] }, name: { type: 'text', path: ['name'] }, display_name: { type: 'text', path: ['displayName'] },
      tags: { type: 'texts', path: ['tags'] }, system_tags: { type: 'texts', path: ['systemTags'] }, created: time('createdAt'), last_update: time('updatedAt'),
    },
    lists: ['id', 'tags', 'system_tags'],
    patterns: ['name'],
    times: ['last_update'],
    ranges: ['created'],
    searched: ['name', 'id'],
    hidden: { tag: 'k8s-glue', unless: ['id', 'name'] },
  }),
  fields: {
    id: shown('id', wireId),
    name: plain('name'),
    display_name: plain('displayName'),
    company: { columns: [], show: () => COMPANY.id },
    created: shown('createdAt', wireTime),
    last_update: shown('updatedAt', wireTime),
    tags: plain('tags'),
    system_tags: plain('systemTags'),
    metadata: plain('metadata'),
  },
  references: { company: 'company' },
});
