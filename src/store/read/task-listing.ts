// Tasks as lists read them.
import { UNLISTED } from '../../domain/task/task.ts';
import { TaskEntity } from '../entity/task.entity.ts';
import type { Listing } from './listing.ts';
import { selectList } from './select-list.ts';

/** Tasks that are not deleted; the rows are those of `taskOf` without what is never shown, with the order still in three columns. */
export const TASK_LISTING: Listing = {
  name: 'task',
  from: 'task t',
  select: selectList(TaskEntity, 't', ['deletedAt', ...UNLISTED]),
  base: 't.deleted_at IS NULL',
  reach: 't.project_id = ANY($?::uuid[])',
};

/** The reach of what belongs to a task and names it in its column `task_id`. */
export const REACH_OF_TASK = 'EXISTS (SELECT 1 FROM task own WHERE own.id = t.task_id AND own.project_id = ANY($?::uuid[]))';
