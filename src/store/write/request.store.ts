// Repeats: the outcome of each command that carried a request id.
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { Connection, Statement } from '../database.ts';

/** A recorded request. */
export interface RecordedRequest {
  readonly op: string;
  readonly inputHash: string;
  readonly outcome: CommandOutcome | null;
}

const TAKE: Statement = {
  name: 'take-request',
  text: 'INSERT INTO request (actor_id, request_id, op, input_hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING request_id',
};

/** Takes a request id; false when it was taken before. A racing repeat waits here until the first has committed. */
export async function takeRequest(tx: Connection, request: { actorId: string; requestId: string; op: string; inputHash: string }): Promise<boolean> {
  return (await tx.query(TAKE, [request.actorId, request.requestId, request.op, request.inputHash])).length === 1;
}

const READ: Statement = { name: 'read-request', text: 'SELECT op, input_hash AS "inputHash", outcome FROM request WHERE actor_id = $1 AND request_id = $2' };

/** What was recorded for a request id. */
export async function readRequest(tx: Connection, actorId: string, requestId: string): Promise<RecordedRequest | undefined> {
  return (await tx.query<RecordedRequest>(READ, [actorId, requestId]))[0];
}

const FINISH: Statement = { name: 'finish-request', text: 'UPDATE request SET outcome = $3 WHERE actor_id = $1 AND request_id = $2' };

/** Records the outcome. */
export async function finishRequest(tx: Connection, request: { actorId: string; requestId: string }, outcome: CommandOutcome): Promise<void> {
  await tx.query(FINISH, [request.actorId, request.requestId, JSON.stringify(outcome)]);
}

/** Requests forgotten by one statement at most. */
export const FORGET_BATCH = 10_000;

const FORGET: Statement = { name: 'forget-requests', text: `WITH gone AS (DELETE FROM request WHERE ctid = ANY(ARRAY(SELECT ctid FROM request WHERE at < now() - make_interval(hours => $1) LIMIT ${FORGET_BATCH})) RETURNING 1) SELECT count(*) AS n FROM gone` };

/** Forgets requests older than the retention, at most `FORGET_BATCH`; gives how many. */
export async function forgetRequests(conn: Connection, hours: number): Promise<number> {
  return (await conn.query<{ n: number }>(FORGET, [hours]))[0]!.n;
}
