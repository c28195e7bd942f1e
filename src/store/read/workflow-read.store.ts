// Reads of workflows.
import { WORKFLOW_FIELDS } from '../../domain/filter/listed-fields.ts';
import type { NamedOrderField } from '../../domain/filter/list-orders.ts';
import type { Workflow } from '../../domain/run/workflow.ts';
import { WorkflowEntity } from '../entity/workflow.entity.ts';
import { CREATION, NAMED } from './list-order-key.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Lists and loads of workflows. */
export const WORKFLOW_READS = nounReads<Workflow, Workflow, NamedOrderField, typeof WORKFLOW_FIELDS>({
  listing: { name: 'workflow', from: 'workflow t', select: selectList(WorkflowEntity, 't'), base: null, reach: 't.project_id = ANY($?::uuid[])' },
  fields: WORKFLOW_FIELDS,
  traits: { name: { isOrdered: true, isFolded: true } },
  orders: NAMED,
  tie: CREATION,
  record: asStored,
});
