// Deliveries on their way: taken for an attempt, settled, given up, forgotten.
import type { Connection, Statement } from '../database.ts';

/** A delivery that is to be tried now. */
export interface TakenDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  readonly host: string;
  readonly secret: string;
  readonly body: string;
  /** This attempt included. */
  readonly attempts: number;
  readonly ageSeconds: number;
}

// By webhooks, each of which looks at its oldest due row: however many wait for one address, the others are found as fast.
const TAKE: Statement = {
  name: 'take-deliveries',
  text: `WITH due AS (
      SELECT DISTINCT ON (w.host) x.id FROM webhook w
        CROSS JOIN LATERAL (SELECT d.id, d.next_at FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'PENDING' AND d.next_at <= now() ORDER BY d.next_at LIMIT 1) x
        WHERE w.is_enabled AND w.deleted_at IS NULL AND w.host <> ALL($1::text[]) ORDER BY w.host, x.next_at),
    locked AS (SELECT d.id FROM webhook_delivery d WHERE d.id IN (SELECT id FROM due LIMIT $2) AND d.state = 'PENDING' AND d.next_at <= now() ORDER BY d.id FOR UPDATE SKIP LOCKED)
    UPDATE webhook_delivery d SET attempts = d.attempts + 1, next_at = now() + make_interval(secs => $3) FROM locked, webhook w WHERE d.id = locked.id AND w.id = d.webhook_id
      RETURNING d.id, d.webhook_id AS "webhookId", w.url, w.host, w.secret, d.body, d.attempts, extract(epoch FROM now() - d.created_at)::float8 AS "ageSeconds"`,
};

/**
 * Takes deliveries that are due, one for each host but the busy ones. Who takes one and dies has not tried it for others to see: it is due
 * again after `leaseSeconds`, which is longer than an attempt lasts.
 */
export function takeDeliveries(conn: Connection, options: { readonly busy: readonly string[]; readonly limit: number; readonly leaseSeconds: number }): Promise<TakenDelivery[]> {
  return conn.query<TakenDelivery>(TAKE, [options.busy, options.limit, options.leaseSeconds]);
}

/** What an attempt came to. */
export interface AttemptResult {
  readonly id: string;
  readonly statusCode: number | null;
  readonly error: string | null;
}

const END: Statement = { name: 'end-delivery', text: `UPDATE webhook_delivery SET state = $4, status_code = $2, error = $3, ended_at = now() WHERE id = $1 AND state = 'PENDING'` };

/** Ends a delivery that is still pending. */
export async function endDelivery(tx: Connection, { id, statusCode, error }: AttemptResult, state: 'DELIVERED' | 'FAILED'): Promise<void> {
  await tx.query(END, [id, statusCode, error, state]);
}

const LATER: Statement = { name: 'try-delivery-later', text: `UPDATE webhook_delivery SET status_code = $2, error = $3, next_at = now() + make_interval(secs => $4) WHERE id = $1 AND state = 'PENDING'` };

/** Has a delivery tried again in so many seconds. */
export async function tryLater(tx: Connection, { id, statusCode, error }: AttemptResult, seconds: number): Promise<void> {
  await tx.query(LATER, [id, statusCode, error, seconds]);
}

const GIVE_UP: Statement = { name: 'give-up-deliveries', text: `UPDATE webhook_delivery SET state = 'FAILED', error = $2, ended_at = now() WHERE webhook_id = $1 AND state = 'PENDING'` };

/** Gives up all that waits for a locked webhook; there are at most `WEBHOOK_LIMITS.pending`. */
export async function giveUpDeliveries(tx: Connection, webhookId: string, why: string): Promise<void> {
  await tx.query(GIVE_UP, [webhookId, why]);
}

/** Deliveries that one statement forgets. */
const FORGET_BATCH = 5_000;
const FORGET: Statement = {
  name: 'forget-deliveries',
  text: `WITH gone AS (DELETE FROM webhook_delivery WHERE id IN (SELECT id FROM webhook_delivery WHERE ended_at < now() - make_interval(days => $1) ORDER BY ended_at LIMIT ${FORGET_BATCH}) RETURNING 1) SELECT count(*)::int AS n FROM gone`,
};

/** Forgets deliveries that ended so many days ago; true when there may be more. */
export async function forgetDeliveries(conn: Connection, days: number): Promise<boolean> {
  return (await conn.query<{ n: number }>(FORGET, [days]))[0]!.n === FORGET_BATCH;
}
