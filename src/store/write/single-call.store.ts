// Single calls: a call on a deck that one session's runner gets without a queue, from its making to its start.
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { Run } from '../../domain/run/run.ts';
import type { Connection, Statement } from '../database.ts';
import type { ClaimRow } from './claim.store.ts';

/** The runner that offers a deck, in a session whose lease is not over. */
export interface DeckKeeper {
  readonly runnerId: string;
  readonly sessionId: string;
}

// A draining runner takes nothing new, and a runner that has come back with other decks no longer has this one.
const KEEPER: Statement = {
  name: 'keeper-of-deck',
  text: `SELECT runner.id AS "runnerId", runner.session_id AS "sessionId" FROM deck JOIN runner ON runner.id = deck.runner_id
    WHERE deck.id = $1 AND deck.name = ANY(runner.decks) AND runner.state = 'UP' AND runner.session_id IS NOT NULL AND runner.lease_until > now()`,
};

/** The living runner that offers a deck; undefined when there is none. */
export async function keeperOfDeck(tx: Connection, deckId: string): Promise<DeckKeeper | undefined> {
  return (await tx.query<DeckKeeper>(KEEPER, [deckId]))[0];
}

// Not SKIP LOCKED, unlike a claim: a claim that only looks for work holds the free slot for a moment, and a call must not be
// told that the deck is in use because of that. Whoever waits here holds no other lock of the order, so it blocks nobody.
const LOCK_SLOT: Statement = { name: 'lock-deck-slot', text: `SELECT n FROM slot WHERE resource_kind = 'DECK' AND resource_id = $1 AND attempt_id IS NULL AND NOT surplus ORDER BY n LIMIT 1 FOR UPDATE` };

/** Locks the free slot of a deck and gives back its number; null when the deck is in use. */
export async function lockDeckSlot(tx: Connection, deckId: string): Promise<number | null> {
  return (await tx.query<{ n: number }>(LOCK_SLOT, [deckId]))[0]?.n ?? null;
}

/** Who uses a deck. */
export interface DeckHolder {
  readonly taskId: string;
  readonly taskName: string;
  readonly projectId: string;
}

const HOLDER: Statement = {
  name: 'holder-of-deck',
  text: `SELECT task.id AS "taskId", task.name AS "taskName", task.project_id AS "projectId" FROM slot JOIN attempt ON attempt.id = slot.attempt_id JOIN task ON task.id = attempt.task_id WHERE slot.resource_kind = 'DECK' AND slot.resource_id = $1 LIMIT 1`,
};

/** The task that uses a deck; undefined when it has just ended. */
export async function holderOfDeck(tx: Connection, deckId: string): Promise<DeckHolder | undefined> {
  return (await tx.query<DeckHolder>(HOLDER, [deckId]))[0];
}

const INSERT_RUN: Statement = {
  name: 'insert-single-run',
  text: `INSERT INTO run (id, project_id, kind, name, definition, created_by, status) VALUES ($1, $2, 'SINGLE', $3, $4, $5, 'WAITING')`,
};

/** Inserts the run of a single call. */
export async function insertSingleRun(tx: Connection, run: Pick<Run, 'id' | 'projectId' | 'name' | 'definition' | 'createdBy'>): Promise<void> {
  await tx.query(INSERT_RUN, [run.id, run.projectId, run.name, JSON.stringify(run.definition), run.createdBy]);
}

/** A created task that is handed to a session together with the locked slot of its deck. */
export interface SingleHandOut extends DeckKeeper {
  readonly taskId: string;
  readonly attemptId: string;
  readonly deckId: string;
  readonly slot: number;
}

const HAND_OUT: Statement = {
  name: 'hand-out-single',
  text: `WITH t AS (UPDATE task SET status = 'queued', status_changed_at = now(), epoch = epoch + 1, attempt_no = attempt_no + 1, version = version + 1 WHERE id = $1 RETURNING id, generation, epoch, attempt_no),
    a AS (INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, session_id, epoch, claimed_at)
      SELECT $2, id, generation, attempt_no, 'LEASED', 'CLAIMED', $3, $4, epoch, clock_timestamp() FROM t RETURNING id)
    UPDATE slot SET attempt_id = a.id FROM a WHERE resource_kind = 'DECK' AND resource_id = $5 AND n = $6`,
};

/** Hands the first attempt of a task of this transaction to a session; it holds the deck from now on. */
export async function handOutSingle(tx: Connection, out: SingleHandOut): Promise<void> {
  await tx.query(HAND_OUT, [out.taskId, out.attemptId, out.runnerId, out.sessionId, out.deckId, out.slot]);
}

// The runs before the tasks, as everywhere; the count over `r` makes the update wait for it. Of two calls of one session the
// second finds the task in progress, because an update looks again at a row it had to wait for.
const START: Statement = {
  name: 'start-assigned',
  text: `WITH c AS MATERIALIZED (
    SELECT attempt.id, attempt.task_id, attempt.epoch FROM runner JOIN attempt ON attempt.runner_id = runner.id AND attempt.state <> 'ENDED'
    WHERE runner.session_id = $1 AND attempt.session_id = $1 AND attempt.state = 'CLAIMED' AND attempt.fence = 'LEASED'),
  r AS MATERIALIZED (SELECT run.id FROM run WHERE run.id IN (SELECT task.run_id FROM c JOIN task ON task.id = c.task_id WHERE task.run_id IS NOT NULL) ORDER BY run.id FOR UPDATE),
  t AS (
    UPDATE task SET status = 'in_progress', status_reason = '', status_message = '', status_changed_at = now(), started_at = coalesce(started_at, now()), ended_at = NULL, version = version + 1
    FROM c WHERE task.id = c.task_id AND task.status = 'queued' AND task.epoch = c.epoch AND (SELECT count(*) FROM r) >= 0
    RETURNING task.id, task.project_id, task.run_id, task.node, task.name, task.spec, task.generation, task.epoch, task.attempt_no, task.hold_n, task.control_n, c.id AS attempt_id),
  a AS (UPDATE attempt SET state = 'RUNNING', started_at = clock_timestamp(), last_seen_at = clock_timestamp() FROM t WHERE attempt.id = t.attempt_id AND attempt.state = 'CLAIMED' RETURNING attempt.id, attempt.runner_id),
  e AS (
    INSERT INTO event (kind, subject_id, project_id, run_id, task_id, data)
    SELECT 'task.started', t.id, t.project_id, t.run_id, t.id, jsonb_build_object('status', 'in_progress', 'from', 'queued', 'generation', t.generation, 'epoch', t.epoch, 'attemptNo', t.attempt_no,
      'attempt', jsonb_build_object('id', a.id, 'no', t.attempt_no, 'state', 'RUNNING', 'runnerId', a.runner_id, 'sessionId', $1::uuid))
    FROM t JOIN a ON a.id = t.attempt_id ORDER BY t.id RETURNING seq, at, task_id, data)
  SELECT e.seq, e.at, e.data, t.project_id AS "projectId", t.id AS "taskId", t.run_id AS "runId", t.node, t.name AS "taskName", t.spec, t.generation, t.epoch, t.attempt_no AS "attemptNo", t.attempt_id AS "attemptId",
    t.hold_n AS "holdN", t.control_n AS "controlN" FROM e JOIN t ON t.id = e.task_id ORDER BY e.seq`,
};

type Row = Omit<ClaimRow, 'place' | 'event' | 'resumes' | 'held' | 'hold' | 'runStatus'> & { readonly seq: number; readonly at: Date; readonly data: LoggedEvent['data']; readonly projectId: string };

/**
 * Starts what was made for a session alone: its claimed attempts run, and keep their slots. The rows are those of a claim; all
 * belong to the caller, so `place` is 0. Advance their runs, which are locked by now.
 */
export async function startAssigned(tx: Connection, session: string): Promise<readonly ClaimRow[]> {
  return (await tx.query<Row>(START, [session])).map(({ seq, at, data, projectId, ...attempt }) => {
    const { taskId, runId } = attempt;
    const event: LoggedEvent = { seq, at, kind: 'task.started', subjectId: taskId, projectId, runId, taskId, queueId: null, actorId: null, requestId: null, data };
    // The first attempt of its task: nothing can be on record from before it, and nothing holds it.
    return { ...attempt, resumes: false, held: null, hold: 'NONE', runStatus: null, place: 0, event };
  });
}
