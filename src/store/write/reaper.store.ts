// What the reaper looks for: runners whose lease is over, live attempts that no living session holds, and slots to settle.
import type { RunnerKind } from '../../domain/attempt/runner.ts';
import type { Connection, Statement } from '../database.ts';

/** A runner that has just been marked gone. */
export interface GoneRunner {
  readonly id: string;
  readonly name: string;
  readonly kind: RunnerKind;
  readonly from: 'UP' | 'DRAINING';
}

// SKIP LOCKED: several servers reap at the same time, each runner is taken by one; a beat that is being written is left alone.
const EXPIRE: Statement = {
  name: 'expire-runners',
  text: `WITH late AS (SELECT id, state FROM runner WHERE state <> 'GONE' AND lease_until < now() LIMIT 100 FOR UPDATE SKIP LOCKED),
    ended AS (UPDATE runner_session SET ended_at = now() FROM late WHERE runner_session.runner_id = late.id AND runner_session.ended_at IS NULL)
    UPDATE runner SET state = 'GONE', session_id = NULL, version = version + 1 FROM late WHERE runner.id = late.id
    RETURNING runner.id, runner.name, runner.kind, late.state AS "from"`,
};

/** Marks runners gone whose lease is over by the database's clock. */
export async function expireRunners(tx: Connection): Promise<readonly GoneRunner[]> {
  return tx.query<GoneRunner>(EXPIRE, []);
}

const LOST: Statement = {
  name: 'lost-attempts',
  text: `SELECT attempt.id FROM attempt LEFT JOIN runner ON runner.id = attempt.runner_id
    WHERE attempt.state <> 'ENDED' AND attempt.fence = 'LEASED' AND attempt.session_id IS DISTINCT FROM runner.session_id LIMIT 100`,
};

/** Live leased attempts whose session is no longer their runner's. */
export async function lostAttempts(conn: Connection): Promise<readonly string[]> {
  return (await conn.query<{ id: string }>(LOST, [])).map((row) => row.id);
}

const UNSETTLED: Statement = {
  name: 'unsettled-queues',
  text: `SELECT DISTINCT resource_id AS id FROM slot WHERE surplus AND resource_kind = 'QUEUE'
    AND EXISTS (SELECT 1 FROM slot free WHERE free.resource_kind = 'QUEUE' AND free.resource_id = slot.resource_id AND free.attempt_id IS NULL AND NOT free.surplus) LIMIT 100`,
};

/** Queues in which something runs beyond a lowered limit while a place within it is free. */
export async function unsettledQueues(conn: Connection): Promise<readonly string[]> {
  return (await conn.query<{ id: string }>(UNSETTLED, [])).map((row) => row.id);
}
