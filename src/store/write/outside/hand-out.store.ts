// Hand-outs: the first task of a queue given to an outside worker, whose start is still to come; it keeps its place for that long.
import type { LoggedEvent } from '../../../domain/event/event.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import type { Connection, Statement } from '../../database.ts';

/** What is asked for, by whom, and the fresh id of the attempt. */
export interface HandOutOrder {
  readonly queueId: string;
  readonly kinds: readonly SpecKind[];
  readonly runnerId: string;
  readonly attemptId: string;
  readonly actorId: string;
  /** Only tasks of these projects are handed out; null = of all. */
  readonly projectIds: readonly string[] | null;
  /** Nothing is handed out unless it is this one's turn; null = whatever is first. */
  readonly taskId: string | null;
}

/** A task that was handed out. */
export interface HandOutRow {
  readonly taskId: string;
  readonly taskName: string;
  readonly projectId: string;
  readonly runId: string | null;
  readonly node: string | null;
  readonly attemptId: string;
  readonly attemptNo: number;
  /** When it had entered the queue. */
  readonly addedAt: Date;
  readonly createdBy: string | null;
  readonly event: LoggedEvent;
}

// The same order, barrier, strictness and slots as a claim, for one item and without decks. A queue with a limit locks a free
// slot before the item: without one there is no item. The status stays queued, so the run need not be locked: its fold stays.
const handOutText = (mayGo: string): string => `WITH q AS MATERIALIZED (SELECT id, max_running FROM queue WHERE id = $1 AND state <> 'PAUSED'),
  s AS MATERIALIZED (
    SELECT n FROM slot WHERE resource_kind = 'QUEUE' AND resource_id = $1 AND attempt_id IS NULL AND NOT surplus AND (SELECT max_running FROM q) IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM slot WHERE resource_kind = 'QUEUE' AND resource_id = $1 AND surplus)
    ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED),
  b AS MATERIALIZED (SELECT priority, rank, id FROM queue_item WHERE queue_id = $1 AND task_id IS NULL ORDER BY priority DESC, rank, id LIMIT 1),
  f AS MATERIALIZED (
    SELECT qi.id, qi.task_id, qi.priority, qi.rank, qi.display_name, qi.added_at FROM queue_item qi
    WHERE qi.queue_id = $1 AND qi.task_id IS NOT NULL AND qi.spec_kind = ANY($2::text[]) AND qi.deck IS NULL AND NOT qi.held${mayGo} AND (qi.not_before IS NULL OR qi.not_before <= now())
      AND NOT EXISTS (SELECT 1 FROM b WHERE b.priority > qi.priority OR (b.priority = qi.priority AND (b.rank, b.id) < (qi.rank, qi.id)))
    ORDER BY qi.priority DESC, qi.rank, qi.id
    LIMIT (SELECT coalesce((SELECT CASE WHEN max_running IS NULL THEN 1 ELSE (SELECT count(*) FROM s) END FROM q), 0))
    FOR UPDATE OF qi SKIP LOCKED),
  i AS MATERIALIZED (SELECT * FROM f WHERE $6::uuid IS NULL OR task_id = $6),
  d AS (DELETE FROM queue_item WHERE id IN (SELECT id FROM i)),
  t AS (
    UPDATE task SET epoch = epoch + 1, attempt_no = attempt_no + 1, version = version + 1 FROM i WHERE task.id = i.task_id AND task.status = 'queued'
    RETURNING task.id, task.project_id, task.run_id, task.node, task.name, task.generation, task.epoch, task.attempt_no, task.created_by, i.priority, i.rank, i.display_name, i.added_at),
  a AS (
    INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, epoch, claimed_at, last_seen_at, returned_item)
    SELECT $4, id, generation, attempt_no, 'EXTERNAL', 'CLAIMED', $3, epoch, clock_timestamp(), clock_timestamp(), jsonb_build_object('queueId', $1::uuid, 'priority', priority, 'rank', rank, 'displayName', display_name)
    FROM t RETURNING id),
  u AS (UPDATE slot SET attempt_id = a.id FROM a, s WHERE slot.resource_kind = 'QUEUE' AND slot.resource_id = $1 AND slot.n = s.n),
  e AS (
    INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, actor_id, data)
    SELECT 'task.handed_out', t.id, t.project_id, t.run_id, t.id, $1, $5, jsonb_build_object('generation', t.generation, 'epoch', t.epoch, 'attemptNo', t.attempt_no,
      'attempt', jsonb_build_object('id', a.id, 'no', t.attempt_no, 'state', 'CLAIMED', 'runnerId', $3::uuid), 'item', NULL)
    FROM t, a RETURNING seq, at, data)
  SELECT e.seq, e.at, e.data, t.id AS "taskId", t.name AS "taskName", t.project_id AS "projectId", t.run_id AS "runId", t.node, $4::uuid AS "attemptId", t.attempt_no AS "attemptNo", t.added_at AS "addedAt", t.created_by AS "createdBy" FROM e, t`;

const HAND_OUT: Statement = { name: 'hand-out', text: handOutText('') };
const HAND_OUT_REACH: Statement = { name: 'hand-out-reach', text: handOutText(' AND EXISTS (SELECT 1 FROM task own WHERE own.id = qi.task_id AND own.project_id = ANY($7::uuid[]))') };

type Row = Omit<HandOutRow, 'event'> & { readonly seq: number; readonly at: Date; readonly data: LoggedEvent['data'] };

/** Takes the first task of a queue that may go out; undefined when there is none. Hold the queue's shared lock, as a claim does. */
export async function handOutFirst(tx: Connection, order: HandOutOrder): Promise<HandOutRow | undefined> {
  const { queueId, actorId, projectIds } = order;
  const values = [queueId, order.kinds, order.runnerId, order.attemptId, actorId, order.taskId];
  const [row] = await (projectIds === null ? tx.query<Row>(HAND_OUT, values) : tx.query<Row>(HAND_OUT_REACH, [...values, projectIds]));
  if (!row) return undefined;
  const { seq, at, data, ...out } = row;
  const event: LoggedEvent = { seq, at, kind: 'task.handed_out', subjectId: out.taskId, projectId: out.projectId, runId: out.runId, taskId: out.taskId, queueId, actorId, requestId: null, data };
  return { ...out, event };
}

const PEEK: Statement = {
  name: 'hand-out-peek',
  text: `SELECT state <> 'PAUSED' AND EXISTS (SELECT 1 FROM queue_item i WHERE i.queue_id = queue.id AND i.task_id IS NOT NULL) AS "isAny" FROM queue WHERE id = $1 AND deleted_at IS NULL`,
};

/** Whether anything waits in a queue that is not paused; undefined when there is no such queue. */
export async function peekQueue(conn: Connection, queueId: string): Promise<boolean | undefined> {
  return (await conn.query<{ isAny: boolean }>(PEEK, [queueId]))[0]?.isAny;
}
