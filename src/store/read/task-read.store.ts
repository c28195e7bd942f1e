// Reads of tasks.
import { TASK_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { TaskOrderField } from '../../domain/filter/list-orders.ts';
import type { ListedTask } from '../../domain/task/task.ts';
import { type ListedTaskRow, taskOf } from '../write/task-write.store.ts';
import { CREATION, NAMED } from './list-order-key.ts';
import { nounReads } from './noun-reads.ts';
import { TASK_LISTING } from './task-listing.ts';

/** Lists and loads of tasks. The time of the last status is never absent: its column is the key as it is. */
export const TASK_READS = nounReads<ListedTaskRow, ListedTask, TaskOrderField, typeof TASK_FIELDS>({
  listing: TASK_LISTING,
  fields: TASK_FIELDS,
  traits: {
    projectId: { isOrdered: true },
    runId: { isOrdered: true },
    queueId: { isOrdered: true },
    createdBy: { isOrdered: true },
    status: { isOrdered: true },
    name: { isOrdered: true, isFolded: true },
    specKind: { isOrdered: true, sparse: { common: 'command', sql: `t.spec_kind <> 'command'` } },
    hold: { isOrdered: true, sparse: { common: 'NONE', sql: `t.hold <> 'NONE'` } },
    priority: { isOrdered: true, sparse: { common: 0, sql: 't.priority <> 0' } },
    generation: { isOrdered: true, sparse: { common: 1, sql: 't.generation > 1' } },
    createdAt: { isUnordered: true },
    startedAt: { isUnordered: true },
    endedAt: { isUnordered: true },
    statusChangedAt: { isUnordered: true },
    tags: { isUnordered: true, sparse: { common: [], sql: `t.tags <> '{}'` } },
  },
  orders: { ...NAMED, STATUS_CHANGED_AT: { property: 'statusChangedAt', column: 't.status_changed_at', type: 'time' } },
  tie: CREATION,
  record: (row) => taskOf(row),
});
