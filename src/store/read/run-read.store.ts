// Reads of runs.
import type { Run, RunStatus } from '../../domain/run/run.ts';
import { RunEntity } from '../entity/run.entity.ts';
import { creationOrder } from './creation-order.ts';
import { type NameFilter, nameConditions, oneOf, present } from './listing.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Which runs. */
export interface RunFilter {
  readonly projectId?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly name?: NameFilter | undefined;
}

/** Lists and loads of runs that are not deleted. */
export const RUN_READS = nounReads<Run, Run, RunFilter>({
  listing: { name: 'run', from: 'run t', select: selectList(RunEntity, 't', ['deletedAt']), base: 't.deleted_at IS NULL', reach: 't.project_id = ANY($?::uuid[])' },
  order: creationOrder,
  conditions: ({ projectId, workflowId, statuses, name }) => [
    ...present('project', 't.project_id = $?', projectId),
    ...present('workflow', 't.workflow_id = $?', workflowId),
    ...oneOf('status', 't.status', statuses),
    ...nameConditions(name),
  ],
  record: asStored,
});
