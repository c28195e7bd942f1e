// Endings: attempts with what is needed to decide about their end, and all decided ends written in one statement.
import type { AttemptOutcome, Failure, Fence } from '../../domain/attempt/attempt.ts';
import type { PhaseSection, PhaseState } from '../../domain/attempt/phase.ts';
import type { StepPlace, StepState } from '../../domain/steps/step-record.ts';
import type { StepKind } from '../../domain/steps/step.ts';
import type { TaskStatus } from '../../domain/task/status.ts';
import type { Connection, Statement } from '../database.ts';
import type { Task } from '../../domain/task/task.ts';

/** A live attempt with its task, both locked. */
export interface LiveAttempt {
  readonly attemptId: string;
  readonly attemptEpoch: number;
  readonly attemptOrdinal: number;
  readonly attemptGeneration: number;
  readonly attemptState: 'CLAIMED' | 'RUNNING';
  readonly fence: Fence;
  readonly sessionId: string | null;
  /** The place that the task had in its queue when it was claimed. */
  readonly place: { readonly queueId: string; readonly priority: number; readonly rank: number; readonly displayName?: string | null } | null;
  /** The phase that is under way. */
  readonly openPhase: OpenPhase | null;
  /** For steps: the step that is open, else the newest record of the generation that counts. */
  readonly lastStep: RecordedStep | null;
  /** The nodes of a graph that are under way, of which there may be several; null for other work. */
  readonly openNodes: readonly OpenNode[] | null;
  /** For steps: the cleanup is under way, and the newest try of a step before it did not succeed. */
  readonly isFailing: boolean;
  /** No phase of it is under way and no step; absent when that was not looked at. */
  readonly isClosed?: true;
  readonly task: EndingTask;
}

/** What the end of an attempt depends on, and what is told of it. Few columns: this is read for every attempt that ends. */
export type EndingTask = Pick<Task, 'id' | 'projectId' | 'runId' | 'queueId' | 'specKind' | 'retry' | 'status' | 'hold' | 'holdN' | 'controlN' | 'order' | 'epoch' | 'lostCount' | 'failedCount' | 'priority'>;

/** A phase that is under way. */
export interface OpenPhase {
  readonly id: string;
  readonly section: PhaseSection;
  readonly index: number;
}

/** A node of a graph that is under way; its step may have ended already. */
export interface OpenNode {
  readonly phase: OpenPhase;
  readonly step: RecordedStep | null;
}

/** A record of a step as events carry it. */
export interface RecordedStep extends StepPlace {
  readonly id: string;
  readonly kind: StepKind;
  readonly method: string;
  readonly state: StepState;
}

const RUNS_OF_ATTEMPTS: Statement = {
  name: 'runs-of-attempts',
  text: `SELECT DISTINCT task.run_id AS "runId" FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.id = ANY($1::uuid[]) AND task.run_id IS NOT NULL`,
};

/** The runs of attempts, to be locked before the attempts' tasks are. */
export async function runsOfAttempts(tx: Connection, ids: readonly string[]): Promise<readonly string[]> {
  return (await tx.query<{ runId: string }>(RUNS_OF_ATTEMPTS, [ids])).map((row) => row.runId);
}

// An open step is the newest of its task: steps are carried out one after the other.
const LAST_STEP = `SELECT jsonb_build_object('id', step.id, 'section', phase.section, 'index', phase.index, 'path', step.path, 'sample', step.sample, 'try', step.try, 'kind', step.kind, 'method', step.method, 'state', step.state)
    FROM step JOIN phase ON phase.id = step.phase_id WHERE step.task_id = attempt.task_id AND step.generation = attempt.generation AND NOT step.superseded ORDER BY step.ord DESC LIMIT 1`;
const OPEN_PHASE = `SELECT jsonb_build_object('id', phase.id, 'section', phase.section, 'index', phase.index)
    FROM phase WHERE phase.task_id = attempt.task_id AND phase.generation = attempt.generation AND phase.state = 'RUNNING' ORDER BY phase.id DESC LIMIT 1`;

// Nodes run beside each other, so all that is open is looked for.
const OPEN_NODES = `SELECT jsonb_agg(jsonb_build_object('phase', jsonb_build_object('id', phase.id, 'section', phase.section, 'index', phase.index),
      'step', CASE WHEN step.id IS NOT NULL THEN jsonb_build_object('id', step.id, 'section', phase.section, 'index', phase.index, 'path', step.path, 'sample', step.sample, 'try', step.try, 'kind', step.kind, 'method', step.method, 'state', step.state) END) ORDER BY phase.index)
    FROM phase LEFT JOIN step ON step.phase_id = phase.id AND step.task_id = attempt.task_id AND step.generation = attempt.generation AND step.state = 'RUNNING'
    WHERE phase.task_id = attempt.task_id AND phase.generation = attempt.generation AND phase.state = 'RUNNING'`;

const FAILING = `SELECT EXISTS (SELECT 1 FROM phase WHERE phase.task_id = attempt.task_id AND phase.generation = attempt.generation AND phase.section = 'cleanup' AND phase.state = 'RUNNING')
    AND EXISTS (SELECT 1 FROM step JOIN phase ON phase.id = step.phase_id WHERE step.task_id = attempt.task_id AND step.generation = attempt.generation AND NOT step.superseded AND step.state IN ('FAILED', 'UNKNOWN') AND phase.section <> 'cleanup'
      AND NOT EXISTS (SELECT 1 FROM step later WHERE later.phase_id = step.phase_id AND later.path = step.path AND later.sample = step.sample AND later.try > step.try AND NOT later.superseded))`;

const lockLive = (name: string, records: string): Statement => ({
  name,
  text: `SELECT attempt.id AS "attemptId", attempt.epoch AS "attemptEpoch", attempt.no AS "attemptOrdinal", attempt.generation AS "attemptGeneration", attempt.state AS "attemptState", attempt.fence,
      attempt.session_id AS "sessionId", attempt.returned_item AS place, ${records},
      task.id, task.project_id AS "projectId", task.run_id AS "runId", task.queue_id AS "queueId", task.spec_kind AS "specKind", task.retry, task.status, task.hold, task.hold_n AS "holdN", task.control_n AS "controlN",
      CASE WHEN task.order_verb IS NOT NULL THEN jsonb_build_object('verb', task.order_verb, 'after', task.order_after, 'cleanup', coalesce(task.order_cleanup, 'RUN')) END AS "order",
      task.epoch, task.lost_count AS "lostCount", task.failed_count AS "failedCount", task.priority
    FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.id = ANY($1::uuid[]) AND attempt.state <> 'ENDED' ORDER BY task.id FOR UPDATE OF task, attempt`,
});

const LOCK_LIVE = lockLive('lock-live-attempts', `CASE WHEN task.spec_kind <> 'graph' THEN (${OPEN_PHASE}) END AS "openPhase", CASE WHEN task.spec_kind = 'graph' THEN (${OPEN_NODES}) END AS "openNodes",
      CASE WHEN task.spec_kind = 'steps' THEN (${LAST_STEP}) END AS "lastStep", task.spec_kind = 'steps' AND (${FAILING}) AS "isFailing"`);

/** Locks live attempts and their tasks, in the order of the tasks' ids; ended attempts are absent. */
export async function lockLiveAttempts(tx: Connection, ids: readonly string[]): Promise<readonly LiveAttempt[]> {
  const rows = await tx.query<LiveRow & Pick<LiveAttempt, Records>>(LOCK_LIVE, [ids]);
  return rows.map(({ openPhase, openNodes, lastStep, isFailing, ...row }) => ({ ...liveOf(row), openPhase, openNodes, lastStep, isFailing }));
}

const LOCK_UNRECORDED = lockLive('lock-live-unrecorded', `EXISTS (SELECT 1 FROM phase WHERE phase.task_id = attempt.task_id AND phase.generation = attempt.generation) AS "hasRecords"`);

/** The same for attempts of which there may be no record yet; null instead of one that has any. What is asked for of records is most of the work, also where there are none. */
export async function lockUnrecorded(tx: Connection, ids: readonly string[]): Promise<readonly (LiveAttempt | null)[]> {
  const rows = await tx.query<LiveRow & { hasRecords: boolean }>(LOCK_UNRECORDED, [ids]);
  return rows.map(({ hasRecords, ...row }) => (hasRecords ? null : { ...liveOf(row), openPhase: null, openNodes: null, lastStep: null, isFailing: false, isClosed: true }));
}

type Records = 'openPhase' | 'openNodes' | 'lastStep' | 'isFailing';
type LiveRow = Omit<LiveAttempt, Records | 'isClosed' | 'task'> & EndingTask;

function liveOf({ attemptId, attemptEpoch, attemptOrdinal, attemptGeneration, attemptState, fence, sessionId, place, ...task }: LiveRow): Omit<LiveAttempt, Records> {
  return { attemptId, attemptEpoch, attemptOrdinal, attemptGeneration, attemptState, fence, sessionId, place, task };
}

/**
 * One decided end, ready to be written. `taskStatus` is the status after everything, null when the task stays as it is; `phase` is
 * what the open phases of the generation become. Open steps become UNKNOWN, and the attempt's slots are free.
 */
export interface EndingRow {
  readonly attemptId: string;
  readonly taskId: string;
  readonly generation: number;
  readonly outcome: AttemptOutcome;
  readonly failure: Failure | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string;
  readonly taskStatus: TaskStatus | null;
  readonly reason: string;
  readonly lostCount: number;
  readonly failedCount: number;
  readonly phase: PhaseState;
  /** Nothing of it is on record as under way. */
  readonly isClosed: boolean;
}

// The end of an attempt is by the clock, as its claim is: this transaction may have begun before that, and waited for it.
// A slot beyond a limit that was lowered meanwhile goes; every other one is free for the next. The lists of ids say what the joins say
// already, but leave no choice: the planner takes the JSON for a hundred rows, and reads all steps there are instead (80 ms at 200,000).
const writeEnds = (name: string, records: string): Statement => ({
  name,
  text: `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x ("attemptId" uuid, "taskId" uuid, generation int, outcome text, failure text, "exitCode" int, signal text, message text,
    "taskStatus" text, reason text, "lostCount" int, "failedCount" int, phase text)),
  a AS (UPDATE attempt SET state = 'ENDED', ended_at = clock_timestamp(), outcome = x.outcome, failure = x.failure, exit_code = x."exitCode", signal = x.signal, message = x.message
    FROM x WHERE attempt.id = x."attemptId" AND attempt.id = ANY(ARRAY(SELECT "attemptId" FROM x))),
  ${records}
  f AS (UPDATE slot SET attempt_id = NULL FROM x WHERE slot.attempt_id = x."attemptId" AND slot.attempt_id = ANY(ARRAY(SELECT "attemptId" FROM x)) AND NOT slot.surplus),
  g AS (DELETE FROM slot USING x WHERE slot.attempt_id = x."attemptId" AND slot.attempt_id = ANY(ARRAY(SELECT "attemptId" FROM x)) AND slot.surplus)
  UPDATE task SET status = x."taskStatus", status_reason = x.reason, status_message = x.message, status_changed_at = now(),
    ended_at = CASE WHEN x."taskStatus" = 'queued' THEN NULL ELSE now() END, lost_count = x."lostCount", failed_count = x."failedCount",
    hold = 'NONE', hold_message = NULL, hold_since = NULL, hold_prompt = NULL, hold_step_id = NULL, pause_after = NULL, hold_answer = NULL, paused_by_run = false,
    order_verb = NULL, order_after = NULL, order_cleanup = NULL, order_at = NULL, version = version + 1
  FROM x WHERE task.id = x."taskId" AND task.id = ANY(ARRAY(SELECT "taskId" FROM x)) AND x."taskStatus" IS NOT NULL`,
});

const WRITE = writeEnds('write-endings', `p AS (UPDATE phase SET state = x.phase, ended_at = now() FROM x WHERE phase.task_id = x."taskId" AND phase.task_id = ANY(ARRAY(SELECT "taskId" FROM x)) AND phase.generation = x.generation AND phase.state = 'RUNNING'),
  s AS (UPDATE step SET state = 'UNKNOWN', ended_at = now() FROM x WHERE step.task_id = x."taskId" AND step.task_id = ANY(ARRAY(SELECT "taskId" FROM x)) AND step.state = 'RUNNING' AND step.generation = x.generation),`);
const WRITE_CLOSED = writeEnds('write-closed-endings', '');

/** Writes ends of locked attempts; put the tasks that run again back into their queues yourself. */
export async function writeEndings(tx: Connection, rows: readonly EndingRow[]): Promise<void> {
  if (rows.length > 0) await tx.query(rows.every(({ isClosed }) => isClosed) ? WRITE_CLOSED : WRITE, [JSON.stringify(rows)]);
}
