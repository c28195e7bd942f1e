// How far runs are: their tasks counted by status, and their tasks as a list.
import type { TaskStatus } from '../../domain/task/status.ts';
import type { Connection, Statement } from '../database.ts';
import type { ChildListing } from './child-listing.ts';
import { TASK_LISTING } from './task-listing.ts';

/** Tasks of a run in the order in which they were made, which is that of the definition. */
export const TASKS_OF_RUNS: ChildListing = {
  ...TASK_LISTING,
  name: 'run_task',
  parent: 't.run_id',
  order: [{ property: 'ord', column: 't.ord', type: 'integer', descending: false }],
};

/** How many tasks of a run have a status, and how many of those stand still on a hold. */
export interface StatusCount {
  readonly runId: string;
  readonly status: TaskStatus;
  readonly n: number;
  readonly held: number;
}

/** More rows than statuses times runs cannot come. */
const MAX_STATUSES = 10;

const COUNTS: Statement = {
  name: 'load_run_progress',
  text: `SELECT t.run_id AS "runId", t.status, count(*)::int AS n, count(*) FILTER (WHERE t.hold NOT IN ('NONE', 'REQUESTED'))::int AS held
    FROM task t WHERE t.run_id = ANY($1::uuid[]) AND t.deleted_at IS NULL GROUP BY t.run_id, t.status LIMIT ${MAX_STATUSES} * cardinality($1::uuid[])`,
};

/** The counts of several runs; a run without tasks has none. */
export function loadStatusCounts(connection: Connection, runIds: readonly string[]): Promise<StatusCount[]> {
  return connection.query<StatusCount>(COUNTS, [runIds]);
}
