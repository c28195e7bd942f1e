// The graph that a session's attempt carries out, for the files that it reads and leaves.
import type { GraphLimits } from '../../../domain/graph/graph-spec.ts';
import type { Connection, Statement } from '../../database.ts';

/** A live attempt of a session at a graph. */
export interface HeldGraph {
  readonly taskId: string;
  readonly projectId: string;
  readonly epoch: number;
  readonly limits: GraphLimits;
  /** Whether the file that was asked for is one of its inputs. */
  readonly isInput: boolean;
}

const HELD: Statement = {
  name: 'held-graph',
  text: `SELECT task.id AS "taskId", task.project_id AS "projectId", attempt.epoch, task.spec->'limits' AS limits,
      EXISTS (SELECT 1 FROM jsonb_array_elements(task.spec->'inputs') AS input WHERE input #>> '{body,file}' = $3::text) AS "isInput"
    FROM attempt JOIN task ON task.id = attempt.task_id AND task.epoch = attempt.epoch
    WHERE attempt.id = $2 AND attempt.session_id = $1 AND attempt.state <> 'ENDED' AND task.spec_kind || '' = 'graph'`,
};

/** The graph of a session's attempt; undefined when the attempt is not the session's (any more), or at something else. */
export async function heldGraph(conn: Connection, of: { readonly session: string; readonly attemptId: string; readonly fileId?: string }): Promise<HeldGraph | undefined> {
  return (await conn.query<HeldGraph>(HELD, [of.session, of.attemptId, of.fileId ?? null]))[0];
}
