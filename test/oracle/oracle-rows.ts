// Everything the oracle reads from the database, in one statement and so in one snapshot.
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { WorkflowDefinition } from '../../src/domain/run/definition.ts';
import type { RunStatus } from '../../src/domain/run/run.ts';
import type { AttemptOutcome, AttemptState, Fence } from '../../src/domain/attempt/attempt.ts';
import type { RunnerState } from '../../src/domain/attempt/runner.ts';
import type { PhaseState } from '../../src/domain/attempt/phase.ts';
import type { QueueState } from '../../src/domain/queue/queue.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { Order } from '../../src/domain/task/order.ts';
import type { Hold } from '../../src/domain/task/hold.ts';
import type { StepState } from '../../src/domain/steps/step-record.ts';
import type { TaskStatus } from '../../src/domain/task/status.ts';
import type { Connection } from '../../src/store/database.ts';

/** Most events of one judgement; a longer log does not fit into one statement's answer. */
export const MAX_JUDGED_EVENTS = 1_000_000;

/** A task as its row has it; times are milliseconds since 1970. */
export interface TaskFact {
  readonly id: string; readonly runId: string | null; readonly node: string | null; readonly specKind: string; readonly deck: string | null; readonly status: TaskStatus;
  readonly hold: Hold; readonly orderVerb: Order['verb'] | null; readonly orderAfter: Order['after']; readonly orderCleanup: Order['cleanup'] | null; readonly orderAt: number | null;
  readonly holdN: number; readonly generation: number; readonly epoch: number; readonly attemptNo: number;
  /** Nobody finds it any more. */
  readonly deleted: boolean;
}
/** An attempt. `queueId`: the queue that it came from; null when it had no place in one. */
export interface AttemptFact {
  readonly id: string; readonly taskId: string; readonly no: number; readonly generation: number; readonly epoch: number; readonly fence: Fence; readonly state: AttemptState;
  readonly outcome: AttemptOutcome | null; readonly runnerId: string | null; readonly sessionId: string | null; readonly claimedAt: number; readonly endedAt: number | null; readonly queueId: string | null;
}
/** A runner with the lease of its session. */
export interface RunnerFact { readonly id: string; readonly name: string; readonly state: RunnerState; readonly sessionId: string | null; readonly leaseUntil: number | null }
/** A session of a runner. */
export interface SessionFact { readonly id: string; readonly runnerId: string; readonly endedAt: number | null; readonly staleWrites: number }
/** A run. */
export interface RunFact { readonly id: string; readonly status: RunStatus; readonly deactivated: 'ABORTED' | 'FINISHED' | null; readonly enqueued: boolean; readonly paused: boolean; readonly definition: WorkflowDefinition }
/** An item of a queue; without a task it is a barrier. */
export interface ItemFact { readonly id: string; readonly queueId: string; readonly taskId: string | null; readonly priority: number; readonly rank: number }
/** A phase of a task. */
export interface PhaseFact { readonly taskId: string; readonly key: string; readonly state: PhaseState }
/** A step of a task, with whether it counts. */
export interface StepFact { readonly taskId: string; readonly key: string; readonly ord: number; readonly state: StepState; readonly superseded: boolean }
/** A slot of a queue or a deck. */
export interface SlotFact { readonly kind: 'QUEUE' | 'DECK'; readonly resourceId: string; readonly n: number; readonly attemptId: string | null; readonly surplus: boolean }
/** A deck. */
export interface DeckFact { readonly id: string; readonly name: string; readonly sha: string; readonly runnerId: string | null }
/** A file that is not deleted. */
export interface FileFact { readonly id: string; readonly store: string; readonly sha256: string; readonly size: number }
/** A deployment that is not deleted. */
export interface DeploymentFact { readonly id: string; readonly version: number | null; readonly isDefault: boolean }
/** A recorded request. */
export interface RequestFact { readonly actorId: string; readonly requestId: string; readonly op: string; readonly outcome: CommandOutcome | null }
/** The output of one generation of a task: what is kept, and what its stream says. */
export interface OutputFact { readonly taskId: string; readonly generation: number; readonly lines: number; readonly last: number; readonly next: number | null; readonly backwards: boolean }
/** An event with the transaction that wrote it. */
export interface EventFact extends LoggedEvent { readonly xid: string }

/** All rows. */
export interface OracleRows {
  /** The database's time of the snapshot. */
  readonly now: number;
  readonly floor: number;
  readonly tasks: readonly TaskFact[];
  readonly attempts: readonly AttemptFact[];
  readonly runs: readonly RunFact[];
  readonly queues: readonly { readonly id: string; readonly name: string; readonly state: QueueState; readonly maxRunning: number | null }[];
  readonly items: readonly ItemFact[];
  readonly phases: readonly PhaseFact[];
  readonly steps: readonly StepFact[];
  readonly slots: readonly SlotFact[];
  readonly decks: readonly DeckFact[];
  readonly files: readonly FileFact[];
  readonly deployments: readonly DeploymentFact[];
  readonly runners: readonly RunnerFact[];
  readonly sessions: readonly SessionFact[];
  readonly requests: readonly RequestFact[];
  readonly outputs: readonly OutputFact[];
  readonly events: readonly EventFact[];
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

const PARTS: { readonly [key in Exclude<keyof OracleRows, 'now' | 'floor'>]: string } = {
  tasks: `SELECT id, run_id AS "runId", node, spec_kind AS "specKind", status, hold, order_verb AS "orderVerb", order_after AS "orderAfter", order_cleanup AS "orderCleanup", ${ms('order_at')} AS "orderAt",
    hold_n AS "holdN", spec->>'deck' AS deck, generation, epoch, attempt_no AS "attemptNo", deleted_at IS NOT NULL AS deleted FROM task ORDER BY ord`,
  attempts: `SELECT id, task_id AS "taskId", no, generation, epoch, fence, state, outcome, runner_id AS "runnerId", session_id AS "sessionId", ${ms('claimed_at')} AS "claimedAt", ${ms('ended_at')} AS "endedAt", returned_item->>'queueId' AS "queueId"
    FROM attempt ORDER BY task_id, no`,
  runs: 'SELECT id, status, deactivated, enqueued, paused, definition FROM run ORDER BY ord',
  queues: 'SELECT id, name, state, max_running AS "maxRunning" FROM queue WHERE deleted_at IS NULL ORDER BY ord',
  items: 'SELECT id, queue_id AS "queueId", task_id AS "taskId", priority, rank FROM queue_item ORDER BY queue_id, priority DESC, rank',
  phases: `SELECT task_id AS "taskId", generation || '/' || section || '/' || index AS key, state FROM phase`,
  steps: `SELECT step.task_id AS "taskId", concat_ws('/', step.generation, phase.section, phase.index, step.path, step.sample, step.try) AS key, step.ord, step.state, step.superseded FROM step JOIN phase ON phase.id = step.phase_id ORDER BY step.ord`,
  slots: 'SELECT resource_kind AS kind, resource_id AS "resourceId", n, attempt_id AS "attemptId", surplus FROM slot',
  decks: 'SELECT id, name, sha, runner_id AS "runnerId" FROM deck ORDER BY ord',
  files: 'SELECT id, store, sha256, size FROM file WHERE deleted_at IS NULL ORDER BY ord',
  deployments: 'SELECT id, workflow_n AS version, is_default AS "isDefault" FROM deployment WHERE deleted_at IS NULL ORDER BY ord',
  runners: `SELECT id, name, state, session_id AS "sessionId", ${ms('lease_until')} AS "leaseUntil" FROM runner ORDER BY ord`,
  sessions: `SELECT id, runner_id AS "runnerId", ${ms('ended_at')} AS "endedAt", stale_writes AS "staleWrites" FROM runner_session ORDER BY started_at`,
  requests: 'SELECT actor_id AS "actorId", request_id AS "requestId", op, outcome FROM request',
  outputs: `SELECT coalesce(l.task_id, s.task_id) AS "taskId", coalesce(l.generation, s.generation) AS generation, coalesce(l.lines, 0) AS lines, coalesce(l.last, 0) AS last, s.next, coalesce(l.backwards, false) AS backwards
    FROM (SELECT task_id, generation, count(*) AS lines, max(n) AS last, bool_or(attempt_no < before) AS backwards
      FROM (SELECT *, lag(attempt_no) OVER (PARTITION BY task_id, generation ORDER BY n) AS before FROM log_line) x GROUP BY task_id, generation) l
    FULL JOIN task_stream s ON s.task_id = l.task_id AND s.generation = l.generation`,
  events: `SELECT seq, ${ms('at')} AS at, kind, subject_id AS "subjectId", project_id AS "projectId", run_id AS "runId", task_id AS "taskId", queue_id AS "queueId", actor_id AS "actorId", request_id AS "requestId", data, xid::text AS xid
    FROM event ORDER BY seq LIMIT ${MAX_JUDGED_EVENTS + 1}`,
};

const READ = {
  name: 'oracle.rows',
  text: `SELECT ${ms('now()')} AS now, (SELECT floor FROM event_meta) AS floor, ${Object.entries(PARTS)
    .map(([name, text]) => `(SELECT coalesce(json_agg(x), '[]') FROM (${text}) x) AS ${name}`)
    .join(', ')}`,
};

type RawRows = Omit<OracleRows, 'events'> & { readonly events: readonly (Omit<EventFact, 'at'> & { at: number })[] };

/** Reads everything. Throws when the log is longer than can be judged at once. */
export async function readRows(db: Connection): Promise<OracleRows> {
  const [raw] = await db.query<RawRows>(READ, []);
  if (!raw) throw new Error('the oracle read no row: is the database migrated?');
  if (raw.events.length > MAX_JUDGED_EVENTS) throw new Error(`the log has more than ${MAX_JUDGED_EVENTS} events: judge a younger database`);
  return { ...raw, events: raw.events.map((event) => ({ ...event, at: new Date(event.at) })) };
}
