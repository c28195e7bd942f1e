// The floor: SQL by hand that writes the rows which ours writes, into the same tables, and does nothing else. One statement takes
// and starts a batch, one ends it; each is its own transaction. No sessions, no leases, no fences, no limits, no pause, no order of locks.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { seedRows } from '../../dist/engine/seed.js';
import { bareEngine, onConnection } from '../bench-database.ts';
import { queueAndTemplate, seedQueued } from './seeded-tasks.ts';
import { openSessions } from './switchyard-side.ts';
import { type QueueSide, requireAll, type Terms, warm } from './side.ts';

const TAKE = {
  name: 'floor-take',
  text: `WITH i AS MATERIALIZED (SELECT id, task_id FROM queue_item WHERE queue_id = $1 ORDER BY priority DESC, rank, id LIMIT $2 FOR UPDATE SKIP LOCKED),
  d AS (DELETE FROM queue_item WHERE id IN (SELECT id FROM i)),
  t AS (UPDATE task SET status = 'in_progress', status_changed_at = now(), epoch = epoch + 1, attempt_no = attempt_no + 1, started_at = now(), version = version + 1
    FROM i WHERE task.id = i.task_id RETURNING task.id, project_id, generation, epoch, attempt_no, spec, uuidv7() AS attempt_id, uuidv7() AS phase_id),
  a AS (INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, session_id, epoch, started_at) SELECT attempt_id, id, generation, attempt_no, 'LEASED', 'RUNNING', $3, $4, epoch, now() FROM t),
  p AS (INSERT INTO phase (id, task_id, generation, section, index, state) SELECT phase_id, id, generation, 'main', 0, 'RUNNING' FROM t),
  e AS (INSERT INTO event (kind, subject_id, project_id, task_id, queue_id, data) SELECT 'task.started', id, project_id, id, $1::uuid, jsonb_build_object('status', 'in_progress', 'from', 'queued', 'generation', generation, 'epoch', epoch,
    'attemptNo', attempt_no, 'attempt', jsonb_build_object('id', attempt_id, 'no', attempt_no, 'state', 'RUNNING', 'runnerId', $3::uuid, 'sessionId', $4::uuid), 'item', NULL,
    'phase', jsonb_build_object('id', phase_id, 'section', 'main', 'index', 0, 'state', 'RUNNING')) FROM t)
  SELECT id, attempt_id, spec FROM t`,
};

const END = {
  name: 'floor-end',
  text: `WITH a AS (UPDATE attempt SET state = 'ENDED', ended_at = now(), outcome = 'COMPLETED', exit_code = 0 WHERE id = ANY($2::uuid[])),
  p AS (UPDATE phase SET state = 'SUCCEEDED', ended_at = now() WHERE task_id = ANY($1::uuid[]) AND state = 'RUNNING'),
  t AS (UPDATE task SET status = 'completed', status_changed_at = now(), ended_at = now(), version = version + 1 WHERE id = ANY($1::uuid[]) RETURNING id, project_id, queue_id, attempt_no, generation)
  INSERT INTO event (kind, subject_id, project_id, task_id, queue_id, data) SELECT 'task.ended', t.id, project_id, t.id, queue_id, jsonb_build_object('status', 'completed', 'from', 'in_progress',
    'attempt', jsonb_build_object('id', x.attempt_id, 'no', attempt_no, 'state', 'ENDED', 'outcome', 'COMPLETED', 'failure', NULL, 'exitCode', 0, 'signal', NULL, 'message', ''),
    'phase', jsonb_build_object('section', 'main', 'index', 0, 'state', 'SUCCEEDED'), 'generation', generation) FROM t JOIN unnest($1::uuid[], $2::uuid[]) AS x (task_id, attempt_id) ON x.task_id = t.id`,
};

/** What keeps the planner to keys: tables that were empty when it looked would be read whole. Ours does the same. */
const BY_KEY = '-c enable_seqscan=off -c enable_bitmapscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1';

/** On a database of its own, so that no server follows its events. */
export function floorSide(url: string): QueueSide {
  return {
    name: 'the same rows by hand-written SQL',
    url,
    async fill(terms, jobs) {
      const places = await seed(url, terms, jobs);
      const pool = new pg.Pool({ connectionString: url, max: terms.takers, options: BY_KEY, idleTimeoutMillis: 0 });
      await warm(pool, terms.takers);
      return { drain: () => drain(pool, { places, terms, jobs }), close: () => pool.end() };
    },
  };
}

interface Place {
  readonly queueId: string;
  readonly runnerId: string;
  readonly sessionId: string;
}

/** The jobs, and a runner's session for each taker. */
async function seed(url: string, terms: Terms, jobs: number): Promise<Place[]> {
  const engine = await bareEngine(url, 4);
  try {
    const actor = await seedRows(engine);
    const queue = `floor-${randomUUID().slice(0, 8)}`;
    const made = await queueAndTemplate(engine, actor, queue);
    const sessions = await openSessions(engine, actor, { queue, terms });
    return await onConnection(url, async (client) => {
      await seedQueued(client, made, jobs);
      const { rows } = await client.query<Place>('SELECT $2::uuid AS "queueId", runner_id AS "runnerId", id AS "sessionId" FROM runner_session WHERE id = ANY($1::uuid[])', [sessions, made.queueId]);
      return rows;
    });
  } finally {
    await engine.db.close();
  }
}

async function drain(pool: pg.Pool, { places, terms, jobs }: { places: readonly Place[]; terms: Terms; jobs: number }): Promise<void> {
  let done = 0;
  await Promise.all(places.map(async ({ queueId, runnerId, sessionId }) => {
    for (;;) {
      const { rows } = await pool.query<{ id: string; attempt_id: string }>({ ...TAKE, values: [queueId, terms.batch, runnerId, sessionId] });
      if (rows.length === 0) return;
      await pool.query({ ...END, values: [rows.map((row) => row.id), rows.map((row) => row.attempt_id)] });
      done += rows.length;
    }
  }));
  requireAll(done, jobs);
}
