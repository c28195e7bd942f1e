// Runners and their sessions: registration, leases by the database's clock, the numbering of reports.
import type { Runner, RunnerState } from '../../domain/attempt/runner.ts';
import type { SessionRequest } from '../../domain/dispatch/protocol.ts';
import type { HoldAnswer, PauseBoundary } from '../../domain/task/hold.ts';
import type { Order } from '../../domain/task/order.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Connection, Statement } from '../database.ts';

const RUNNER_COLUMNS = `id, name, kind, state, session_id AS "sessionId", lease_until AS "leaseUntil", slots, can, kinds, queues, decks, algorithms, host, agent, seen_at AS "seenAt", created_at AS "createdAt", version, ord`;

const LOCK_NAME: Statement = { name: 'lock-runner-name', text: `SELECT pg_advisory_xact_lock(hashtextextended('runner ' || $1::text, 0))` };
const LOCK_BY_NAME: Statement = { name: 'lock-runner-by-name', text: `SELECT ${RUNNER_COLUMNS} FROM runner WHERE name = $1 FOR UPDATE` };

/** Locks the runner of a name, if there is one; of several that register a new name at once one goes first and is found by the others. */
export async function lockRunnerByName(tx: Connection, name: string): Promise<Runner | undefined> {
  await tx.query(LOCK_NAME, [name]);
  return (await tx.query<Runner>(LOCK_BY_NAME, [name]))[0];
}

/** A session to open. */
export interface NewSession {
  readonly runnerId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly leaseSeconds: number;
  readonly request: SessionRequest;
}

const UPSERT: Statement = {
  name: 'upsert-runner',
  text: `WITH r AS (
    INSERT INTO runner (id, name, user_id, kind, session_id, lease_until, state, slots, can, kinds, queues, host, agent, decks, algorithms)
    VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), 'UP', $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (name) DO UPDATE SET user_id = $3, kind = $4, session_id = $5, lease_until = now() + make_interval(secs => $6), state = 'UP', slots = $7, can = $8, kinds = $9,
      queues = $10, host = $11, agent = $12, decks = $13, algorithms = $14, seen_at = now(), version = runner.version + 1
    RETURNING id), ended AS (UPDATE runner_session SET ended_at = now() WHERE runner_id = $1 AND ended_at IS NULL)
  INSERT INTO runner_session (id, runner_id) SELECT $5, id FROM r RETURNING runner_id AS "runnerId"`,
};

/** Registers the runner and opens its session; an older session of the same name ends, and its attempts are lost. */
export async function openSessionRow(tx: Connection, session: NewSession): Promise<void> {
  const r = session.request;
  await tx.query(UPSERT, [session.runnerId, r.name, session.userId, r.kind, session.sessionId, session.leaseSeconds, r.slots, JSON.stringify(r.can), r.kinds, r.queues, r.host, r.agent, r.decks.map((deck) => deck.name), JSON.stringify(r.algorithms ?? [])]);
}

/** The runner of a living session. */
export type SessionRunner = Pick<Runner, 'id' | 'name' | 'kind' | 'state' | 'queues' | 'kinds' | 'slots'>;

/** The runner of a living session as a claim needs it. */
export interface ClaimingRunner extends SessionRunner {
  /** Its queues that exist, in its order. */
  readonly ownQueues: readonly { readonly id: string; readonly isLimited: boolean }[];
  /** The decks it offers. */
  readonly ownDecks: readonly { readonly id: string; readonly name: string }[];
  /** Whether something was made for this session alone that has not started. */
  readonly hasAssigned: boolean;
}

const LIVING = `session_id = $1 AND state <> 'GONE' AND lease_until > now()`;
const BY_SESSION: Statement = { name: 'runner-by-session', text: `SELECT id, name, kind, state, queues, kinds, slots,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', queue.id, 'isLimited', queue.max_running IS NOT NULL) ORDER BY wanted.n), '[]')
      FROM unnest(runner.queues) WITH ORDINALITY AS wanted (name, n) JOIN queue ON queue.name = wanted.name AND queue.deleted_at IS NULL) AS "ownQueues",
    CASE WHEN decks = '{}' THEN '[]' ELSE (SELECT coalesce(jsonb_agg(jsonb_build_object('id', deck.id, 'name', deck.name)), '[]') FROM deck WHERE deck.name = ANY(runner.decks) AND deck.runner_id = runner.id) END AS "ownDecks",
    EXISTS (SELECT 1 FROM attempt WHERE attempt.runner_id = runner.id AND attempt.state = 'CLAIMED' AND attempt.session_id = $1) AS "hasAssigned" FROM runner WHERE ${LIVING}` };

/** The runner of a session whose lease is not over; undefined otherwise. */
export async function runnerBySession(conn: Connection, session: string): Promise<ClaimingRunner | undefined> {
  return (await conn.query<ClaimingRunner>(BY_SESSION, [session]))[0];
}

// Divides by zero unless all are as they were remembered: what was sent behind it then fails with it, and nothing of it is kept.
const CONFIRM_CLAIMERS: Statement = {
  name: 'confirm-claimers',
  text: `SELECT 1 / (count(*) = cardinality($1::uuid[]))::int FROM unnest($1::uuid[], $2::uuid[]) AS x (runner_id, session_id) JOIN runner ON runner.id = x.runner_id AND runner.session_id = x.session_id
    WHERE runner.id = ANY($1::uuid[]) AND runner.state = 'UP' AND runner.lease_until > now() AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM queue WHERE queue.id = $3 AND queue.max_running IS NULL))
      AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.runner_id = runner.id AND attempt.state = 'CLAIMED' AND attempt.session_id = runner.session_id)`,
};

/** What is remembered of those who claim together. */
export interface Claimers {
  readonly claimers: readonly { readonly runnerId: string; readonly session: string }[];
  /** The queue when it had no limit, its lock is held; null = it may have one. */
  readonly unlimitedId: string | null;
}

/** Rejects, see isUnconfirmed, unless the sessions of these runners live, none of them drains, nothing was made for one alone that has not started, and the queue has no limit still. */
export async function confirmClaimers(tx: Connection, { claimers, unlimitedId }: Claimers): Promise<void> {
  await tx.query(CONFIRM_CLAIMERS, [claimers.map((one) => one.runnerId), claimers.map((one) => one.session), unlimitedId]);
}

const RENEW: Statement = {
  name: 'renew-lease',
  text: `WITH before AS (SELECT id, state FROM runner WHERE ${LIVING} FOR UPDATE)
    UPDATE runner SET lease_until = now() + make_interval(secs => $2), seen_at = now(), state = $3,
      version = runner.version + CASE WHEN before.state = $3 THEN 0 ELSE 1 END
    FROM before WHERE runner.id = before.id
    RETURNING runner.id, runner.name, runner.kind, before.state AS "from", runner.state, runner.queues, runner.kinds, runner.slots`,
};

/** Renews the lease of a living session with all its attempts; undefined when the session is over. */
export async function renewLease(tx: Connection, session: string, change: { leaseSeconds: number; state: RunnerState }): Promise<(SessionRunner & { from: RunnerState }) | undefined> {
  return (await tx.query<SessionRunner & { from: RunnerState }>(RENEW, [session, change.leaseSeconds, change.state]))[0];
}

// `ended_at` is on the locked row itself: of the runner's row a statement that had to wait would see the version from before.
const LOCK_SESSION: Statement = {
  name: 'lock-sessions',
  text: `SELECT s.id, s.report_n AS "reportN" FROM runner_session s JOIN runner ON runner.id = s.runner_id WHERE s.id = ANY($1::uuid[]) AND runner.session_id = s.id AND runner.state <> 'GONE' AND runner.lease_until > now() AND s.ended_at IS NULL ORDER BY s.id FOR UPDATE OF s`,
};

/** Locks the numbering of living sessions' reports, in the order of their ids; sessions that are over are absent. */
export async function lockReportNumbers(tx: Connection, sessions: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ id: string; reportN: number }>(LOCK_SESSION, [sessions]);
  return new Map(rows.map((row) => [row.id, row.reportN]));
}

// Divides by zero when there is no such row: what was sent behind it then fails with it, and nothing of it is kept.
const CONFIRM: Statement = {
  name: 'confirm-report',
  text: `SELECT 1 / count(*) FROM (
    SELECT s.id FROM runner_session s JOIN runner ON runner.id = s.runner_id JOIN attempt ON attempt.id = $3 AND attempt.session_id = s.id JOIN task ON task.id = attempt.task_id AND task.epoch = attempt.epoch
    WHERE s.id = $1 AND s.report_n = $2 AND s.ended_at IS NULL AND runner.session_id = s.id AND runner.state <> 'GONE' AND runner.lease_until > now() AND attempt.state <> 'ENDED'
    FOR NO KEY UPDATE OF s, task, attempt) held`,
};

/** Locks the numbering of a living session and the task of its attempt; rejects when the last report taken was not that one, or the attempt is no longer the session's. */
export async function confirmReport(tx: Connection, session: string, report: { after: number; attemptId: string }): Promise<void> {
  await tx.query(CONFIRM, [session, report.after, report.attemptId]);
}

/** Division by zero of the statements above, and rows that are there, or are not, against what was remembered. */
const UNCONFIRMED = new Set(['22012', '23503', '23505']);

/** Whether a transaction failed because the books are not as they were remembered. */
export function isUnconfirmed(error: unknown): boolean {
  return UNCONFIRMED.has((error as { code?: string }).code ?? '');
}

const SET_REPORTED: Statement = {
  name: 'set-reported',
  text: `UPDATE runner_session SET report_n = x.n, stale_writes = stale_writes + x.stale FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS x (id, n, stale)
    WHERE runner_session.id = x.id AND runner_session.id = ANY($1::uuid[])`,
};

/** Up to which number the reports of a session were taken, and how many of their facts were refused as stale. */
export interface ReportedNumber {
  readonly session: string;
  readonly upTo: number;
  readonly stale: number;
}

/** Records the numbers of sessions whose numbering is locked. */
export async function setReported(tx: Connection, reports: readonly ReportedNumber[]): Promise<void> {
  if (reports.length > 0) await tx.query(SET_REPORTED, [reports.map((one) => one.session), reports.map((one) => one.upTo), reports.map((one) => one.stale)]);
}

/** What people want of a live attempt as the books have it. */
export interface BeatRow {
  readonly attemptId: string;
  readonly order: Order | null;
  readonly controlN: number;
  readonly pause: PauseBoundary | null;
  readonly answer: HoldAnswer | null;
}

// By the runner, which has an index of what lives: on tables without statistics the planner takes most attempts to live, and would read all there ever were
// with each beat (4 ms at 20,000).
const OF_RUNNER = 'attempt.runner_id = ANY(ARRAY(SELECT runner.id FROM runner WHERE runner.session_id = $1))';

const REGISTERS: Statement = {
  name: 'registers-of-session',
  text: `SELECT attempt.id AS "attemptId", CASE WHEN task.order_verb IS NOT NULL THEN jsonb_build_object('verb', task.order_verb, 'after', task.order_after, 'cleanup', coalesce(task.order_cleanup, 'RUN')) END AS "order",
      task.control_n AS "controlN", task.pause_after AS pause, task.hold_answer AS answer
    FROM attempt JOIN task ON task.id = attempt.task_id
    WHERE ${OF_RUNNER} AND attempt.session_id = $1 AND attempt.state <> 'ENDED' AND attempt.epoch = task.epoch`,
};

/** All live attempts of a living session with their orders and controls; those it has just been given are among them. */
export async function registersOf(conn: Connection, session: string): Promise<readonly BeatRow[]> {
  return conn.query<BeatRow>(REGISTERS, [session]);
}

const UNKNOWN_TO_RUNNER: Statement = {
  name: 'attempts-unknown-to-runner',
  text: `SELECT attempt.id FROM attempt WHERE ${OF_RUNNER} AND attempt.session_id = $1 AND attempt.state <> 'ENDED' AND coalesce(attempt.started_at, attempt.claimed_at) < now() - make_interval(secs => $3) AND attempt.id <> ALL($2::uuid[]) LIMIT 100`,
};

/** Live attempts of a living session that its runner does not list although it has had time to: the answer to its claim was lost. */
export async function attemptsUnknownToRunner(conn: Connection, session: string, known: { ids: readonly string[]; afterSeconds: number }): Promise<readonly string[]> {
  return (await conn.query<{ id: string }>(UNKNOWN_TO_RUNNER, [session, known.ids, known.afterSeconds])).map((row) => row.id);
}

/** A live attempt that its session may report on, with the registers of its task, which is locked. */
export interface ReportedAttempt {
  readonly attemptId: string;
  readonly epoch: number;
  readonly no: number;
  readonly generation: number;
  readonly sessionId: string;
  readonly task: Pick<Task, 'id' | 'projectId' | 'runId' | 'queueId' | 'status' | 'hold' | 'holdN' | 'controlN'>;
}

// The tasks are locked, in the order of their ids: a command that ends an attempt by force or takes its task away waits for what is
// being reported, or the report finds another epoch. What needs the lock of a run must have taken it before.
const FOR_REPORT: Statement = {
  name: 'attempts-for-report',
  text: `SELECT attempt.id AS "attemptId", attempt.epoch, attempt.no, attempt.generation, attempt.session_id AS "sessionId", task.id, task.project_id AS "projectId", task.run_id AS "runId",
      task.queue_id AS "queueId", task.status, task.hold, task.hold_n AS "holdN", task.control_n AS "controlN"
    FROM attempt JOIN task ON task.id = attempt.task_id AND task.epoch = attempt.epoch WHERE attempt.session_id = ANY($1::uuid[]) AND attempt.id = ANY($2::uuid[]) AND attempt.state <> 'ENDED'
    ORDER BY task.id FOR NO KEY UPDATE OF task, attempt`,
};

type ReportedRow = Omit<ReportedAttempt, 'task'> & ReportedAttempt['task'];

/** Those of the attempts that are live and still one of the sessions'. */
export async function attemptsForReport(tx: Connection, sessions: readonly string[], ids: readonly string[]): Promise<readonly ReportedAttempt[]> {
  const rows = await tx.query<ReportedRow>(FOR_REPORT, [sessions, ids]);
  return rows.map(({ attemptId, epoch, no, generation, sessionId, ...task }) => ({ attemptId, epoch, no, generation, sessionId, task }));
}

const TASKS_OF_ATTEMPTS: Statement = { name: 'tasks-of-attempts', text: `SELECT task_id AS "taskId" FROM attempt WHERE id = ANY($1::uuid[]) AND state <> 'ENDED'` };

/** Ids of the tasks of those attempts that have not ended. */
export async function tasksOfLiveAttempts(conn: Connection, ids: readonly string[]): Promise<readonly string[]> {
  return (await conn.query<{ taskId: string }>(TASKS_OF_ATTEMPTS, [ids])).map((row) => row.taskId);
}

const OF_SESSION: Statement = {
  name: 'attempt-of-session',
  text: `SELECT attempt.task_id AS "taskId", attempt.generation, attempt.epoch FROM attempt JOIN task ON task.id = attempt.task_id AND task.epoch = attempt.epoch
    WHERE attempt.id = $2 AND attempt.session_id = $1 AND attempt.state <> 'ENDED'`,
};

/** A live attempt of a session; undefined when it is not the session's (any more). */
export async function attemptOfSession(conn: Connection, session: string, attemptId: string): Promise<{ taskId: string; generation: number; epoch: number } | undefined> {
  return (await conn.query<{ taskId: string; generation: number; epoch: number }>(OF_SESSION, [session, attemptId]))[0];
}
