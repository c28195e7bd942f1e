// A database with a given number of tasks, nearly all of which wait in one queue, and an engine on it.
import type { Actor } from '../../dist/domain/access.js';
import { RANK_STEP } from '../../dist/domain/queue/rank.js';
import type { Engine } from '../../dist/engine/engine.js';
import { seedRows } from '../../dist/engine/seed.js';
import { type EventRoom, openEventRoom } from '../../dist/events/event-room.js';
import { bareEngine, onConnection } from '../bench-database.ts';
import { queueAndTemplate } from '../queue/seeded-tasks.ts';
import { openSessions } from '../queue/switchyard-side.ts';

/** Of every thousand tasks so many have failed; one in a hundred has the common tag, and five in all have the rare one, the oldest. */
const FAILED_OF_1000 = 20;
export const COMMON_TAG = 'common';
export const RARE_TAG = 'rare';
const RARE = 5;
/** Events that a log has at least, whatever the number of tasks: what a reader resumes over. */
export const RESUMED_EVENTS = 100_000;
const POOL_SIZE = 4;

/** One of the databases that are compared. */
export interface SizedDatabase extends AsyncDisposable {
  readonly size: number;
  readonly engine: Engine;
  readonly actor: Actor;
  readonly events: EventRoom;
  readonly queueId: string;
  /** A runner's session that takes from the queue. */
  readonly session: string;
  /** Counts what the session has reported. */
  reportN: number;
  /** Numbers of tasks' order: the middle one and the last one. */
  readonly middleOrd: number;
  /** Items from the middle of the queue, in their order, to be moved about. */
  readonly middleItems: readonly string[];
}

/** Items of the middle that are kept at hand. */
const MIDDLE_ITEMS = 400;

/** Fills a migrated database and opens an engine on it. */
export async function openSized(url: string, size: number): Promise<SizedDatabase> {
  const bare = await bareEngine(url, POOL_SIZE);
  const actor = await seedRows(bare);
  const { queueId, templateId } = await queueAndTemplate(bare, actor, 'deep');
  await seed(url, { queueId, templateId, size });
  const events = await openEventRoom({ url, db: bare.db, log: { info() {}, warn: console.error, error: console.error } });
  const engine: Engine = { ...bare, onCommitted: events.offer, onLogged: events.logged };
  const [session] = await openSessions(engine, actor, { queue: 'deep', terms: { takers: 1, batch: 50 } });
  const middle = await onConnection(url, async (client) => {
    const ord = (await client.query<{ ord: number }>('SELECT ((min(ord) + max(ord)) / 2)::float8 AS ord FROM task')).rows[0]!.ord;
    const { rows } = await client.query<{ id: string }>('SELECT id FROM queue_item WHERE queue_id = $1 ORDER BY priority DESC, rank, id OFFSET $2 LIMIT $3', [queueId, Math.floor(size / 2), Math.min(MIDDLE_ITEMS, size / 4)]);
    return { ord, items: rows.map(({ id }) => id) };
  });
  return {
    size, engine, actor, events, queueId, session: session!, reportN: 0, middleOrd: Math.floor(middle.ord), middleItems: middle.items,
    async [Symbol.asyncDispose]() {
      await events.close();
      await bare.db.close();
    },
  };
}

async function seed(url: string, { queueId, templateId, size }: { queueId: string; templateId: string; size: number }): Promise<void> {
  await onConnection(url, async (client) => {
    await client.query(
      `INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status, queue_id, created_by, tags)
      SELECT uuidv7(), project_id, 'job ' || n, spec_kind, spec, retry, CASE WHEN n % 1000 < ${FAILED_OF_1000} THEN 'failed' ELSE 'queued' END, $1, created_by,
        CASE WHEN n <= ${RARE} THEN ARRAY['${RARE_TAG}'] WHEN n % 100 = 0 THEN ARRAY['${COMMON_TAG}'] ELSE '{}' END
      FROM task, generate_series(1, $3::int) n WHERE id = $2 ORDER BY n`, [queueId, templateId, size]);
    await client.query(
      `INSERT INTO queue_item (id, queue_id, task_id, spec_kind, rank) SELECT uuidv7(), queue_id, id, 'command', nextval('rank_seq') * ${RANK_STEP} FROM task WHERE status = 'queued' ORDER BY ord`);
    await client.query(
      `INSERT INTO event (kind, subject_id, project_id, task_id, queue_id, data)
      SELECT 'task.enqueued', id, project_id, id, queue_id, jsonb_build_object('status', 'queued', 'from', 'created', 'item', jsonb_build_object('id', id, 'queueId', queue_id, 'priority', 0, 'rank', ord, 'notBefore', NULL))
      FROM task, generate_series(1, $1::int) ORDER BY ord`, [Math.ceil(Math.max(RESUMED_EVENTS, size) / size)]);
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}
