// The columns of a task and how they become the domain's record.
import type { CleanupMode, OrderVerb, StopBoundary } from '../../domain/task/order.ts';
import type { Task } from '../../domain/task/task.ts';
import { TaskEntity } from '../entity/task.entity.ts';
import type { Listing } from './listing.ts';
import { selectList } from './select-list.ts';

/** A task as read: its order is still three columns. */
export interface TaskRow extends Omit<Task, 'order'> {
  readonly orderVerb: OrderVerb | null;
  readonly orderAfter: StopBoundary | null;
  readonly orderCleanup: CleanupMode | null;
}

/** Tasks that are not deleted. */
export const TASK_LISTING: Listing = {
  name: 'task',
  from: 'task t',
  select: selectList(TaskEntity, 't', ['deletedAt']),
  base: 't.deleted_at IS NULL',
};

/** The domain's record of a row. */
export function taskOf({ orderVerb, orderAfter, orderCleanup, ...rest }: TaskRow): Task {
  return { ...rest, order: orderVerb === null ? null : { verb: orderVerb, after: orderAfter, cleanup: orderCleanup ?? 'RUN' } };
}
