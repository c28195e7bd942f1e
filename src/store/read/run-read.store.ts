// Reads of runs.
import { RUN_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { RunOrderField } from '../../domain/filter/list-orders.ts';
import type { Run } from '../../domain/run/run.ts';
import { RunEntity } from '../entity/run.entity.ts';
import { CREATION, NAMED, timeOrder } from './list-order-key.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Lists and loads of runs that are not deleted. */
export const RUN_READS = nounReads<Run, Run, RunOrderField, typeof RUN_FIELDS>({
  listing: { name: 'run', from: 'run t', select: selectList(RunEntity, 't', ['deletedAt']), base: 't.deleted_at IS NULL', reach: 't.project_id = ANY($?::uuid[])' },
  fields: RUN_FIELDS,
  traits: {
    projectId: { isOrdered: true },
    workflowId: { isOrdered: true },
    deploymentId: { isOrdered: true },
    createdBy: { isOrdered: true },
    status: { isOrdered: true },
    name: { isOrdered: true, isFolded: true },
    priority: { isOrdered: true, sparse: { common: 0, sql: 't.priority <> 0' } },
  },
  orders: { ...NAMED, STARTED_AT: timeOrder('startedAt', 't.started_at'), ENDED_AT: timeOrder('endedAt', 't.ended_at') },
  tie: CREATION,
  record: asStored,
});
