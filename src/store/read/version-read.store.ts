// Reads of workflow versions: those of a workflow, and single ones by number.
import type { WorkflowVersion } from '../../domain/run/workflow.ts';
import type { Connection, Statement } from '../database.ts';
import { WorkflowVersionEntity } from '../entity/workflow-version.entity.ts';
import type { ChildListing } from './child-listing.ts';
import { selectList } from './select-list.ts';

const SELECT = selectList(WorkflowVersionEntity, 't');

/** Versions of a workflow, the newest first. */
export const VERSIONS_OF_WORKFLOWS: ChildListing = {
  name: 'workflow_version',
  from: 'workflow_version t',
  select: SELECT,
  base: null,
  parent: 't.workflow_id',
  order: [{ property: 'n', column: 't.n', type: 'integer', descending: true }],
};

const LOAD: Statement = {
  name: 'load_workflow_version',
  text: `SELECT ${SELECT} FROM unnest($1::uuid[], $2::int[]) AS asked(id, n)
    JOIN workflow_version t ON t.workflow_id = asked.id AND t.n = asked.n LIMIT cardinality($1::uuid[])`,
};

/** One version of one workflow. */
export interface VersionRef {
  readonly workflowId: string;
  readonly n: number;
}

/** Versions by workflow and number; absent ones are left out. */
export function loadVersions(connection: Connection, refs: readonly VersionRef[]): Promise<WorkflowVersion[]> {
  return connection.query<WorkflowVersion>(LOAD, [refs.map(({ workflowId }) => workflowId), refs.map(({ n }) => n)]);
}
