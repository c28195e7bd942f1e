// Tasks as lists read them.
import { TaskEntity } from '../entity/task.entity.ts';
import type { Listing } from './listing.ts';
import { selectList } from './select-list.ts';

/** Tasks that are not deleted; the rows are those of `taskOf`, with the order still in three columns. */
export const TASK_LISTING: Listing = {
  name: 'task',
  from: 'task t',
  select: selectList(TaskEntity, 't', ['deletedAt']),
  base: 't.deleted_at IS NULL',
};
