// Outside workers as runner rows: known by user and name, without a session or a lease, seen whenever they call.
import type { CapabilitiesByKind, RunnerKind, RunnerState } from '../../../domain/attempt/runner.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import type { Connection, Statement } from '../../database.ts';

/** A runner row as the call of an outside worker finds it. */
export interface WorkerRow {
  readonly id: string;
  readonly kind: RunnerKind;
  readonly state: RunnerState;
  readonly userId: string | null;
}

const BY_NAME: Statement = { name: 'worker-by-name', text: `SELECT id, kind, state, user_id AS "userId" FROM runner WHERE name = $1` };

/** The runner of a name, whatever its kind. */
export async function workerByName(tx: Connection, name: string): Promise<WorkerRow | undefined> {
  return (await tx.query<WorkerRow>(BY_NAME, [name]))[0];
}

/** A worker to insert. */
export interface NewWorker {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  readonly can: CapabilitiesByKind;
  readonly kinds: readonly SpecKind[];
}

const INSERT: Statement = {
  name: 'insert-worker',
  text: `INSERT INTO runner (id, name, user_id, kind, state, slots, can, kinds, queues) VALUES ($1, $2, $3, 'CLEARML', 'UP', 1, $4, $5, '{}') ON CONFLICT (name) DO NOTHING RETURNING id`,
};

/** Inserts a worker; false when somebody else has just taken the name, whose row the next statement sees. */
export async function insertWorker(tx: Connection, worker: NewWorker): Promise<boolean> {
  return (await tx.query(INSERT, [worker.id, worker.name, worker.userId, JSON.stringify(worker.can), worker.kinds])).length === 1;
}

const SEEN: Statement = { name: 'worker-seen', text: `UPDATE runner SET seen_at = now() WHERE id = $1 AND seen_at < now() - interval '1 second'` };

/** Writes that a worker was seen, at most once a second. */
export async function workerSeen(tx: Connection, id: string): Promise<void> {
  await tx.query(SEEN, [id]);
}

const BACK: Statement = { name: 'worker-back', text: `UPDATE runner SET seen_at = now(), state = 'UP', version = version + 1 WHERE id = $1 AND state = 'GONE' RETURNING id` };

/** Brings back a worker that was gone; false when another call has just done so. */
export async function workerBack(tx: Connection, id: string): Promise<boolean> {
  return (await tx.query(BACK, [id])).length === 1;
}

// SKIP LOCKED: several servers sweep at the same time, and a worker that is calling right now is not silent.
const GONE: Statement = {
  name: 'workers-gone',
  text: `WITH silent AS (SELECT runner.id FROM runner LEFT JOIN outside_worker ON outside_worker.runner_id = runner.id
      WHERE runner.kind = 'CLEARML' AND runner.state = 'UP' AND runner.seen_at < now() - make_interval(secs => coalesce(outside_worker.timeout_seconds, $1)) ORDER BY runner.id LIMIT 100 FOR UPDATE OF runner SKIP LOCKED)
    UPDATE runner SET state = 'GONE', version = version + 1 FROM silent WHERE runner.id = silent.id RETURNING runner.id, runner.name`,
};

/** Marks workers gone that have been silent for longer than that, or than they asked for, at most 100 at a time. */
export async function expireWorkers(tx: Connection, silentSeconds: number): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return tx.query(GONE, [silentSeconds]);
}
