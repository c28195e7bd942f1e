// The claim: one statement takes items from a queue and makes them running attempts of one runner's session.
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import type { SpecKind } from '../../domain/task/spec.ts';
import type { Connection, Statement } from '../database.ts';

/** One item that may be taken: by whom, and the fresh ids of its attempt and its phase. */
export interface ClaimPlace {
  readonly runnerId: string;
  readonly sessionId: string;
  readonly attemptId: string;
  readonly phaseId: string;
}

/** What is claimed: the first item of the queue is for the first place, and so on; one claim may serve several runners. */
export interface ClaimOrder {
  readonly queueId: string;
  readonly kinds: readonly SpecKind[];
  readonly places: readonly ClaimPlace[];
}

/** An attempt that was made, with the event that tells of it. */
export interface ClaimRow extends ClaimedAttempt {
  /** Index of the place it was taken for. */
  readonly place: number;
  readonly event: LoggedEvent;
}

// SKIP LOCKED: no two claims wait for each other or see the same item. The runs of the items are locked before the tasks,
// as everywhere; the count over `r` makes the update wait for it. Hold the queue's shared lock: its state is read here with
// a snapshot taken after that lock, so a pause that has answered is always seen. An attempt begins by the clock, not by
// now(): this transaction may have begun, and waited for the lock, before the one that ended the task's attempt before it.
const CLAIM: Statement = {
  name: 'claim',
  text: `WITH q AS (SELECT id FROM queue WHERE id = $1 AND state <> 'PAUSED'),
  b AS MATERIALIZED (SELECT priority, rank FROM queue_item WHERE queue_id = $1 AND task_id IS NULL ORDER BY priority DESC, rank LIMIT 1),
  i AS MATERIALIZED (
    SELECT qi.id, qi.task_id, qi.priority, qi.rank FROM queue_item qi
    WHERE qi.queue_id = $1 AND (SELECT count(*) FROM q) = 1 AND qi.task_id IS NOT NULL AND qi.spec_kind = ANY($2::text[]) AND (qi.not_before IS NULL OR qi.not_before <= now())
      AND NOT EXISTS (SELECT 1 FROM b WHERE b.priority > qi.priority OR (b.priority = qi.priority AND b.rank < qi.rank))
    ORDER BY qi.priority DESC, qi.rank LIMIT $3 FOR UPDATE OF qi SKIP LOCKED),
  d AS (DELETE FROM queue_item WHERE id IN (SELECT id FROM i)),
  r AS MATERIALIZED (
    SELECT run.id FROM run WHERE run.id IN (SELECT task.run_id FROM i JOIN task ON task.id = i.task_id WHERE task.run_id IS NOT NULL) ORDER BY run.id FOR UPDATE),
  o AS (SELECT i.*, row_number() OVER (ORDER BY priority DESC, rank) AS n FROM i),
  t AS (
    UPDATE task SET status = 'in_progress', status_reason = '', status_message = '', status_changed_at = now(), epoch = epoch + 1, attempt_no = attempt_no + 1,
      started_at = coalesce(started_at, now()), ended_at = NULL, version = version + 1
    FROM o WHERE task.id = o.task_id AND task.status = 'queued' AND (SELECT count(*) FROM r) >= 0
    RETURNING task.id, task.project_id, task.run_id, task.node, task.name, task.spec, task.generation, task.epoch, task.attempt_no, o.n, o.id AS item_id, o.priority, o.rank),
  a AS (
    INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, session_id, epoch, claimed_at, started_at, last_seen_at, returned_item)
    SELECT ($6::uuid[])[n], id, generation, attempt_no, 'LEASED', 'RUNNING', ($4::uuid[])[n], ($5::uuid[])[n], epoch, clock_timestamp(), clock_timestamp(), clock_timestamp(), jsonb_build_object('queueId', $1::uuid, 'priority', priority, 'rank', rank)
    FROM t RETURNING id, task_id),
  p AS (
    INSERT INTO phase (id, task_id, generation, section, index, state)
    SELECT ($7::uuid[])[n], id, generation, 'main', 0, 'RUNNING' FROM t
    ON CONFLICT (task_id, generation, section, index) DO UPDATE SET state = 'RUNNING', started_at = now(), ended_at = NULL RETURNING id, task_id),
  e AS (
    INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, data)
    SELECT 'task.started', t.id, t.project_id, t.run_id, t.id, $1, jsonb_build_object('status', 'in_progress', 'from', 'queued', 'generation', t.generation, 'epoch', t.epoch, 'attemptNo', t.attempt_no,
      'attempt', jsonb_build_object('id', a.id, 'no', t.attempt_no, 'state', 'RUNNING', 'runnerId', ($4::uuid[])[t.n], 'sessionId', ($5::uuid[])[t.n]),
      'phase', jsonb_build_object('id', p.id, 'section', 'main', 'index', 0, 'state', 'RUNNING'), 'item', NULL)
    FROM t JOIN a ON a.task_id = t.id JOIN p ON p.task_id = t.id ORDER BY t.n
    RETURNING seq, at, kind, subject_id, project_id, run_id, task_id, queue_id, data)
  SELECT e.seq, e.at, e.data, t.n - 1 AS place, t.id AS "taskId", t.project_id AS "projectId", t.run_id AS "runId", t.node, t.name AS "taskName", t.spec, t.generation, t.epoch, t.attempt_no AS "attemptNo", a.id AS "attemptId"
  FROM e JOIN t ON t.id = e.task_id JOIN a ON a.task_id = t.id ORDER BY e.seq`,
};

interface Row extends ClaimedAttempt {
  readonly place: number;
  readonly seq: number;
  readonly at: Date;
  readonly data: LoggedEvent['data'];
  readonly projectId: string;
}

/** Takes as many items from one queue, in its order, as there are places. */
export async function claimItems(tx: Connection, order: ClaimOrder): Promise<readonly ClaimRow[]> {
  const rows = await tx.query<Row>(CLAIM, [
    order.queueId, order.kinds, order.places.length, order.places.map((place) => place.runnerId), order.places.map((place) => place.sessionId),
    order.places.map((place) => place.attemptId), order.places.map((place) => place.phaseId),
  ]);
  return rows.map((row) => claimRowOf(row, order.queueId));
}

function claimRowOf(row: Row, queueId: string): ClaimRow {
  const { seq, at, data, projectId, ...attempt } = row;
  const event: LoggedEvent = { seq, at, kind: 'task.started', subjectId: row.taskId, projectId, runId: row.runId, taskId: row.taskId, queueId, actorId: null, requestId: null, data };
  return { ...attempt, event };
}

