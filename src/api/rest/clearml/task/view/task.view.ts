// Tasks as calls ask for them and show them.
import { searchTasks } from '../../../../../engine/read/search.read.ts';
import { anyView } from '../../view/entity-view.ts';
import { taskFields } from './task-fields.ts';
import { taskQuery } from './task-query.ts';
import type { ShownTask } from './task-row.ts';

/** The view of tasks. */
export const taskView = anyView<ShownTask>({
  kind: 'task',
  plural: 'tasks',
  search: searchTasks,
  query: taskQuery,
  fields: taskFields,
  references: { user: 'user', company: 'company', project: 'project', parent: 'task', 'execution.queue': 'queue', 'models.input.model': 'model', 'models.output.model': 'model' },
});
