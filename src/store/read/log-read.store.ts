// Reads of output lines.
import type { CutStream } from '../../domain/attempt/log-extent.ts';
import type { Connection, Statement } from '../database.ts';
import { LogLineEntity } from '../entity/log/log-line.entity.ts';
import type { ChildListing } from './child-listing.ts';
import { selectList } from './select-list.ts';
import { REACH_OF_TASK } from './task-listing.ts';

/** Lines of a task over all its generations, in the order in which they were committed; only the weeks of its own streams are looked at. */
export const LINES_OF_TASKS: ChildListing = {
  name: 'log_line',
  from: 'log_line t',
  select: selectList(LogLineEntity, 't', ['day']),
  bounds: 'SELECT min(first_day) AS first_day, max(last_day) AS last_day FROM task_stream WHERE task_id = parent.id',
  base: 't.day BETWEEN bounds.first_day AND bounds.last_day',
  reach: REACH_OF_TASK,
  parent: 't.task_id',
  order: [
    { property: 'generation', column: 't.generation', type: 'integer', descending: false },
    { property: 'n', column: 't.n', type: 'integer', descending: false },
  ],
};

/**
 * The generations of these tasks whose beginning is gone. Ask after reading lines, never before: what was there when this was answered
 * was there when the lines were read.
 */
export function cutStreams(conn: Connection, taskIds: readonly string[]): Promise<(CutStream & { readonly taskId: string })[]> {
  return conn.query(CUT, [taskIds]);
}

// One row for each generation, which is one for each time a person has reset the task.
const CUT: Statement = {
  name: 'cut-streams',
  text: `SELECT s.task_id AS "taskId", s.generation, s.next, kept.n AS "firstKept" FROM task_stream s
    LEFT JOIN LATERAL (
      SELECT l.n FROM log_line l WHERE l.task_id = s.task_id AND l.generation = s.generation AND l.day BETWEEN s.first_day AND s.last_day ORDER BY l.n LIMIT 1) kept ON true
    WHERE s.task_id = ANY($1::uuid[]) AND s.next > 1 AND kept.n IS DISTINCT FROM 1`,
};
