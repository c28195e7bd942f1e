// Reads of output lines.
import { LogLineEntity } from '../entity/log/log-line.entity.ts';
import type { ChildListing } from './child-listing.ts';
import { selectList } from './select-list.ts';

/** Lines of a task over all its generations, in the order in which they were committed. */
export const LINES_OF_TASKS: ChildListing = {
  name: 'log_line',
  from: 'log_line t',
  select: selectList(LogLineEntity, 't'),
  base: null,
  parent: 't.task_id',
  order: [
    { property: 'generation', column: 't.generation', type: 'integer', descending: false },
    { property: 'n', column: 't.n', type: 'integer', descending: false },
  ],
};
