// Reads of workflows.
import type { Workflow } from '../../domain/run/workflow.ts';
import { WorkflowEntity } from '../entity/workflow.entity.ts';
import { creationOrder } from './creation-order.ts';
import { type NameFilter, nameConditions, present } from './listing.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Which workflows. */
export interface WorkflowFilter {
  readonly projectId?: string | undefined;
  readonly name?: NameFilter | undefined;
}

/** Lists and loads of workflows. */
export const WORKFLOW_READS = nounReads<Workflow, Workflow, WorkflowFilter>({
  listing: { name: 'workflow', from: 'workflow t', select: selectList(WorkflowEntity, 't'), base: null, reach: 't.project_id = ANY($?::uuid[])' },
  order: creationOrder,
  conditions: ({ projectId, name }) => [...present('project', 't.project_id = $?', projectId), ...nameConditions(name)],
  record: asStored,
});
