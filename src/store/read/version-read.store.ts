// Reads of workflow versions: those of a workflow, and single ones by number.
import type { WorkflowVersion } from '../../domain/run/workflow.ts';
import type { Connection, Statement } from '../database.ts';
import { WorkflowVersionEntity } from '../entity/workflow-version.entity.ts';
import type { ChildListing } from './child-listing.ts';
import type { Reach } from './listing.ts';
import { selectList } from './select-list.ts';

const SELECT = selectList(WorkflowVersionEntity, 't');
const REACH = 'EXISTS (SELECT 1 FROM workflow own WHERE own.id = t.workflow_id AND own.project_id = ANY($?::uuid[]))';

/** Versions of a workflow, the newest first. */
export const VERSIONS_OF_WORKFLOWS: ChildListing = {
  name: 'workflow_version',
  from: 'workflow_version t',
  select: SELECT,
  base: null,
  reach: REACH,
  parent: 't.workflow_id',
  order: [{ property: 'n', column: 't.n', type: 'integer', descending: true }],
};

const ASKED = `SELECT ${SELECT} FROM unnest($1::uuid[], $2::int[]) AS asked(id, n)
    JOIN workflow_version t ON t.workflow_id = asked.id AND t.n = asked.n`;
const LOAD: Statement = { name: 'load_workflow_version', text: `${ASKED} LIMIT cardinality($1::uuid[])` };
const LOAD_IN_REACH: Statement = { name: 'load_workflow_version_reach', text: `${ASKED} WHERE ${REACH.replaceAll('$?', '$3')} LIMIT cardinality($1::uuid[])` };

/** One version of one workflow. */
export interface VersionRef {
  readonly workflowId: string;
  readonly n: number;
}

/** Versions by workflow and number; absent ones and those out of reach are left out. */
export function loadVersions(connection: Connection, refs: readonly VersionRef[], reach: Reach): Promise<WorkflowVersion[]> {
  const asked = [refs.map(({ workflowId }) => workflowId), refs.map(({ n }) => n)];
  return reach === null ? connection.query<WorkflowVersion>(LOAD, asked) : connection.query<WorkflowVersion>(LOAD_IN_REACH, [...asked, reach]);
}
