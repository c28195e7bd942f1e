// The claim: one statement takes items from a queue and makes them running attempts of one runner's session.
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { ClaimedAttempt, HeldState } from '../../domain/dispatch/protocol.ts';
import type { RunStatus } from '../../domain/run/run.ts';
import type { Hold, HoldPrompt } from '../../domain/task/hold.ts';
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
  /** Only items for this deck, whose slot must be free; null = only items that need no deck. */
  readonly deck: { readonly id: string; readonly name: string } | null;
  readonly kinds: readonly SpecKind[];
  readonly places: readonly ClaimPlace[];
  /** Queues that come before this one: nothing is taken while one of them has something due. Only without a deck. @default none */
  readonly earlier?: readonly string[];
  /** The queue has been confirmed, under its lock, to have no limit: its slots are not looked at. Only without a deck. @default false */
  readonly isUnlimited?: boolean;
  /** false: waits for no run and no task, which a transaction that has locked others must not; what comes behind the first that is locked stays where it is. Only without a deck. @default true */
  readonly isPatient?: boolean;
}

/** An attempt that was made, with the event that tells of it. */
export interface ClaimRow extends ClaimedAttempt {
  /** Index of the place it was taken for. */
  readonly place: number;
  readonly event: LoggedEvent;
  /** What the task stands still for from the start. */
  readonly hold: Hold;
  /** Status of its run before this, under the run's lock; null when it has none, or it was not read. */
  readonly runStatus: RunStatus | null;
}

/** Which items one claim looks at: those that need no deck, or those of the deck whose id and name are the last parameters. */
interface Reach {
  readonly name: string;
  readonly item: string;
  /** Locks what the claim needs beside a place in the queue's limit. */
  readonly deckSlot: string;
  /** How many of those there are. */
  readonly most: string;
  readonly takeDeck: string;
  /** What else must hold of the queue. */
  readonly queue: string;
  /** How the items and their runs are locked: CTEs that end with `i` and `r`. */
  readonly locks: (items: string) => string;
  readonly limit: Limit;
}

/** What a claim does about the limit of its queue. */
interface Limit {
  /** Locks slots. */
  readonly lock: (item: string) => string;
  /** How many items may be taken, of the most that are wanted. */
  readonly most: (wanted: string) => string;
  /** Takes the slots. */
  readonly take: string;
}

// The runs of the items are locked before the tasks, as everywhere; the count over `r` makes the update wait for it.
const WAITING_LOCKS: Reach['locks'] = (items) => `i AS MATERIALIZED (${items}),
  r AS MATERIALIZED (
    SELECT run.id, run.status FROM run WHERE run.id = ANY(ARRAY(SELECT task.run_id FROM task WHERE task.id = ANY(ARRAY(SELECT task_id FROM i)) AND task.run_id IS NOT NULL)) ORDER BY run.id FOR UPDATE),`;

// A transaction that has locked runs must not wait for others: whoever has those may wait for the ones it has. What cannot be locked at once
// stays in the queue, and all behind it: the order is kept.
const SKIPPING_LOCKS: Reach['locks'] = (items) => `w AS MATERIALIZED (${items}),
  r AS MATERIALIZED (
    SELECT run.id, run.status FROM run WHERE run.id = ANY(ARRAY(SELECT task.run_id FROM task WHERE task.id = ANY(ARRAY(SELECT task_id FROM w)) AND task.run_id IS NOT NULL)) ORDER BY run.id FOR UPDATE SKIP LOCKED),
  k AS MATERIALIZED (
    SELECT task.id FROM task WHERE task.id = ANY(ARRAY(SELECT task_id FROM w)) AND (task.run_id IS NULL OR task.run_id = ANY(ARRAY(SELECT id FROM r))) ORDER BY task.id FOR NO KEY UPDATE SKIP LOCKED),
  i AS MATERIALIZED (
    SELECT w.* FROM w WHERE NOT EXISTS (
      SELECT 1 FROM w x WHERE x.task_id <> ALL(ARRAY(SELECT id FROM k)) AND (x.priority > w.priority OR (x.priority = w.priority AND (x.rank, x.id) <= (w.rank, w.id))))),`;

// What a claim from one of those would take but for limits and barriers.
const NONE_EARLIER = `AND NOT EXISTS (SELECT 1 FROM queue eq JOIN queue_item ei ON ei.queue_id = eq.id WHERE eq.id = ANY($8::uuid[]) AND eq.state <> 'PAUSED' AND ei.task_id IS NOT NULL AND ei.deck IS NULL AND NOT ei.held
      AND ei.spec_kind = ANY($2::text[]) AND (ei.not_before IS NULL OR ei.not_before <= now()))`;

const LIMITED: Limit = {
  lock: (item) => `s AS MATERIALIZED (
    SELECT n FROM slot WHERE resource_kind = 'QUEUE' AND resource_id = $1 AND attempt_id IS NULL AND NOT surplus AND (SELECT max_running FROM q) IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM slot WHERE resource_kind = 'QUEUE' AND resource_id = $1 AND surplus)
      AND EXISTS (SELECT 1 FROM queue_item qi WHERE qi.queue_id = $1 AND ${item} AND NOT qi.held AND qi.task_id IS NOT NULL) ORDER BY n LIMIT $3 FOR UPDATE SKIP LOCKED),`,
  most: (wanted) => `(SELECT least(${wanted}, CASE WHEN (SELECT max_running FROM q) IS NULL THEN $3 ELSE (SELECT count(*) FROM s) END))`,
  take: `gq AS (
    UPDATE slot SET attempt_id = ($6::uuid[])[t.n] FROM t JOIN (SELECT s.n, row_number() OVER (ORDER BY s.n) AS place FROM s) free ON free.place = t.n
    WHERE slot.resource_kind = 'QUEUE' AND slot.resource_id = $1 AND slot.n = free.n),`,
};

// Most queues have no limit, and all that looks at slots is a quarter of what a claim of one item costs.
const UNLIMITED: Limit = { lock: () => '', most: (wanted) => `${wanted}::int`, take: '' };

const NO_DECK: Reach = { name: 'claim', item: 'qi.deck IS NULL', deckSlot: '', most: '$3', takeDeck: '', queue: NONE_EARLIER, locks: WAITING_LOCKS, limit: LIMITED };
const AT_ONCE: Reach = { ...NO_DECK, name: 'claim-at-once', locks: SKIPPING_LOCKS };

// A deck has one slot, so its claim takes one item at most.
const OF_DECK: Reach = {
  name: 'claim-deck',
  item: 'qi.deck = $9',
  deckSlot: `ds AS MATERIALIZED (
    SELECT n FROM slot WHERE resource_kind = 'DECK' AND resource_id = $8 AND attempt_id IS NULL AND NOT surplus
      AND EXISTS (SELECT 1 FROM queue_item WHERE queue_id = $1 AND deck = $9 AND NOT held) ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED),`,
  most: '(SELECT count(*) FROM ds)',
  takeDeck: `gd AS (UPDATE slot SET attempt_id = t.attempt_id FROM ds, t WHERE slot.resource_kind = 'DECK' AND slot.resource_id = $8 AND slot.n = ds.n),`,
  queue: '',
  locks: WAITING_LOCKS,
  limit: LIMITED,
};

// SKIP LOCKED: no two claims wait for each other or see the same item. Slots are locked before items, and only when something waits
// that could need one. Hold the queue's shared lock: its state is read here with a snapshot taken after that lock, so a pause that has
// answered is always seen. An attempt begins by the clock, not by now(): this transaction may have begun, and waited for the lock, before the one that
// ended the task's attempt before it. Only commands have a phase from the start; the runner reports those of other kinds.
//
// What it costs is what it writes: rows are found by lists of keys (a plan made while the queue was short would else walk all tasks
// that are queued: 30 ms a claim at 3,000 of them), and nothing is joined or sorted that can be counted off: the items come in their order, ids
// come with the places, and the phase of a task that was tried before is looked up.
const claimStatement = ({ name, item, deckSlot, most, takeDeck, queue, locks, limit }: Reach): Statement => ({
  name,
  text: `WITH q AS MATERIALIZED (SELECT id, max_running FROM queue WHERE id = $1 AND state <> 'PAUSED' ${queue}),
  ${limit.lock(item)}
  ${deckSlot}
  b AS MATERIALIZED (SELECT priority, rank, id FROM queue_item WHERE queue_id = $1 AND task_id IS NULL ORDER BY priority DESC, rank, id LIMIT 1),
  ${locks(`SELECT qi.id, qi.task_id, qi.priority, qi.rank, qi.display_name FROM queue_item qi
    WHERE qi.queue_id = $1 AND (SELECT count(*) FROM q) = 1 AND qi.task_id IS NOT NULL AND qi.spec_kind = ANY($2::text[]) AND ${item} AND NOT qi.held AND (qi.not_before IS NULL OR qi.not_before <= now())
      AND NOT EXISTS (SELECT 1 FROM b WHERE b.priority > qi.priority OR (b.priority = qi.priority AND (b.rank, b.id) < (qi.rank, qi.id)))
    ORDER BY qi.priority DESC, qi.rank, qi.id LIMIT ${limit.most(most)} FOR UPDATE OF qi SKIP LOCKED`)}
  d AS (DELETE FROM queue_item WHERE id = ANY(ARRAY(SELECT id FROM i))),
  o AS MATERIALIZED (SELECT i.*, array_position(ARRAY(SELECT id FROM i), i.id) AS n FROM i),
  t AS MATERIALIZED (
    UPDATE task SET status = 'in_progress', status_reason = '', status_message = '', status_changed_at = now(), epoch = epoch + 1, attempt_no = attempt_no + 1,
      started_at = coalesce(started_at, now()), ended_at = NULL, version = version + 1
    FROM o WHERE task.id = o.task_id AND task.id = ANY(ARRAY(SELECT task_id FROM o)) AND (task.status = 'queued') IS TRUE AND (SELECT count(*) FROM r) >= 0
    RETURNING task.id, task.project_id, task.run_id, task.node, task.name, task.spec_kind, task.spec, task.generation, task.epoch, task.attempt_no, task.hold, task.hold_message, task.hold_prompt, task.hold_n, task.control_n,
      o.n, o.id AS item_id, o.priority, o.rank, o.display_name, ($6::uuid[])[o.n] AS attempt_id, CASE WHEN task.spec_kind = 'command' THEN coalesce(
        CASE WHEN task.attempt_no > 1 THEN (SELECT phase.id FROM phase WHERE phase.task_id = task.id AND phase.generation = task.generation AND phase.section = 'main' AND phase.index = 0) END, ($7::uuid[])[o.n]) END AS phase_id),
  a AS (
    INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, session_id, epoch, claimed_at, started_at, last_seen_at, returned_item)
    SELECT attempt_id, id, generation, attempt_no, 'LEASED', 'RUNNING', ($4::uuid[])[n], ($5::uuid[])[n], epoch, clock_timestamp(), clock_timestamp(), clock_timestamp(), jsonb_build_object('queueId', $1::uuid, 'priority', priority, 'rank', rank, 'displayName', display_name)
    FROM t),
  ${limit.take}
  ${takeDeck}
  p AS (
    INSERT INTO phase (id, task_id, generation, section, index, state)
    SELECT phase_id, id, generation, 'main', 0, 'RUNNING' FROM t WHERE phase_id IS NOT NULL
    ON CONFLICT (task_id, generation, section, index) DO UPDATE SET state = 'RUNNING', started_at = now(), ended_at = NULL),
  c AS MATERIALIZED (
    SELECT t.*, jsonb_build_object('status', 'in_progress', 'from', 'queued', 'generation', t.generation, 'epoch', t.epoch, 'attemptNo', t.attempt_no,
      'attempt', jsonb_build_object('id', t.attempt_id, 'no', t.attempt_no, 'state', 'RUNNING', 'runnerId', ($4::uuid[])[t.n], 'sessionId', ($5::uuid[])[t.n]), 'item', NULL)
      || CASE WHEN t.phase_id IS NULL THEN '{}' ELSE jsonb_build_object('phase', jsonb_build_object('id', t.phase_id, 'section', 'main', 'index', 0, 'state', 'RUNNING')) END AS data
    FROM t),
  e AS (
    INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, data)
    SELECT 'task.started', id, project_id, run_id, id, $1, data FROM c ORDER BY n RETURNING seq, task_id)
  SELECT (SELECT e.seq FROM e WHERE e.task_id = c.id) AS seq, now()::timestamptz(3) AS at, c.data, c.n - 1 AS place, c.id AS "taskId", c.project_id AS "projectId", c.run_id AS "runId", c.node, c.name AS "taskName", c.spec,
    (SELECT r.status FROM r WHERE r.id = c.run_id) AS "runStatus", c.generation, c.epoch, c.attempt_no AS "attemptNo", c.attempt_id AS "attemptId", c.hold, c.hold_message AS "holdMessage", c.hold_prompt AS "holdPrompt", c.hold_n AS "holdN", c.control_n AS "controlN",
    c.spec_kind <> 'command' AND EXISTS (SELECT 1 FROM phase WHERE phase.task_id = c.id AND phase.generation = c.generation) AS resumes
  FROM c`,
});

const CLAIM = claimStatement(NO_DECK);
const CLAIM_AT_ONCE = claimStatement(AT_ONCE);
const CLAIM_FOR_DECK = claimStatement(OF_DECK);
const CLAIM_UNLIMITED = claimStatement({ ...NO_DECK, name: 'claim-unlimited', limit: UNLIMITED });
const CLAIM_UNLIMITED_AT_ONCE = claimStatement({ ...AT_ONCE, name: 'claim-unlimited-at-once', limit: UNLIMITED });

interface Row extends Omit<ClaimedAttempt, 'held'> {
  readonly place: number;
  readonly seq: number;
  readonly at: Date;
  readonly data: LoggedEvent['data'];
  readonly projectId: string;
  readonly hold: Hold;
  readonly runStatus: RunStatus | null;
  readonly holdMessage: string | null;
  readonly holdPrompt: HoldPrompt | null;
}

/** Takes as many items from one queue, in its order, as there are places; of a queue with a limit, as many as have a free slot. */
export async function claimItems(tx: Connection, order: ClaimOrder): Promise<readonly ClaimRow[]> {
  const { queueId, kinds, places, deck, earlier = [] } = order;
  const values = [
    queueId, kinds, places.length, places.map((place) => place.runnerId), places.map((place) => place.sessionId), places.map((place) => place.attemptId), places.map((place) => place.phaseId),
  ];
  const rows = deck === null ? await tx.query<Row>(statementFor(order), [...values, earlier]) : await tx.query<Row>(CLAIM_FOR_DECK, [...values, deck.id, deck.name]);
  return rows.map((row) => claimRowOf(row, queueId)).sort((a, b) => a.place - b.place);
}

function statementFor({ isUnlimited = false, isPatient = true }: ClaimOrder): Statement {
  if (isUnlimited) return isPatient ? CLAIM_UNLIMITED : CLAIM_UNLIMITED_AT_ONCE;
  return isPatient ? CLAIM : CLAIM_AT_ONCE;
}

function claimRowOf(row: Row, queueId: string): ClaimRow {
  const { seq, at, data, projectId, hold, holdMessage, holdPrompt, ...attempt } = row;
  const event: LoggedEvent = { seq, at, kind: 'task.started', subjectId: row.taskId, projectId, runId: row.runId, taskId: row.taskId, queueId, actorId: null, requestId: null, data };
  const held: HeldState | null = hold === 'NONE' || hold === 'REQUESTED' ? null : { hold, message: holdMessage ?? '', prompt: holdPrompt };
  // A pause that is asked for already has still to be heard: the runner has heard all controls but that one.
  return { ...attempt, held, controlN: hold === 'REQUESTED' ? attempt.controlN - 1 : attempt.controlN, hold, event };
}
