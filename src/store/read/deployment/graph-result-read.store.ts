// Reads of what graphs have given, for runs that are shown.
import type { GraphValue } from '../../../domain/graph/graph-value.ts';
import type { Connection, Statement } from '../../database.ts';

/** The result of a run's graph; `values` null = it was there, and its time is over. */
export interface RunGraphResult {
  readonly runId: string;
  readonly values: readonly GraphValue[] | null;
  readonly storedAt: Date;
  readonly expiresAt: Date;
}

// A run of a deployment has one task. What is over is over at its time, not when somebody comes to clear it away.
const LOAD: Statement = {
  name: 'load_graph_result',
  text: `SELECT t.run_id AS "runId", CASE WHEN r.expires_at > now() THEN r.values END AS values, r.stored_at AS "storedAt", r.expires_at AS "expiresAt"
    FROM task t JOIN graph_result r ON r.task_id = t.id AND r.generation = t.generation
    WHERE t.run_id = ANY($1::uuid[]) AND t.spec_kind || '' = 'graph' AND t.deleted_at IS NULL LIMIT cardinality($1::uuid[])`,
};

/** Results of runs, in no order; runs without one are left out. Which runs may be seen, the caller has judged. */
export function loadGraphResults(connection: Connection, runIds: readonly string[]): Promise<RunGraphResult[]> {
  return connection.query<RunGraphResult>(LOAD, [runIds]);
}
