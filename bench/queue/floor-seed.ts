// The floor of putting work in: one statement that writes the rows of a task that is made and enqueued.
import type pg from 'pg';
import type { Actor } from '../../dist/domain/access.js';
import { RANK_STEP } from '../../dist/domain/queue/rank.js';
import type { Engine } from '../../dist/engine/engine.js';
import { createTask } from '../../dist/engine/task/create-task.service.js';

const INSERT = {
  name: 'floor-insert',
  text: `WITH t AS (
    INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status, queue_id, created_by)
    SELECT uuidv7(), $2, 'job', 'command', $3, $4, 'queued', $1, $5 FROM generate_series(1, $6::int)
    RETURNING id, project_id, queue_id),
  i AS (INSERT INTO queue_item (id, queue_id, task_id, spec_kind, rank) SELECT uuidv7(), queue_id, id, 'command', nextval('rank_seq') * ${RANK_STEP} FROM t RETURNING id, task_id, rank)
  INSERT INTO event (kind, subject_id, project_id, task_id, queue_id, actor_id, data)
    SELECT kind, t.id, project_id, t.id, queue_id, $5, data FROM t JOIN i ON i.task_id = t.id, LATERAL (VALUES
      ('task.created', jsonb_build_object('status', 'created', 'generation', 1, 'name', 'job')),
      ('task.enqueued', jsonb_build_object('status', 'queued', 'from', 'created', 'item', jsonb_build_object('id', i.id, 'queueId', queue_id, 'priority', 0, 'rank', i.rank, 'notBefore', NULL)))) AS e (kind, data)`,
};

/** Gives a function that puts so many jobs into a queue by one statement. */
export async function seedFloor(engine: Engine, actor: Actor, queueId: string): Promise<(pool: pg.Pool, count: number) => Promise<void>> {
  const { subjectId } = await createTask(engine, { actor, requestId: null }, { name: 'template', spec: { kind: 'command', binary: 'true' } });
  const [row] = await engine.db.query<{ project: string; spec: unknown; retry: unknown }>({ name: 'template', text: 'SELECT project_id AS project, spec, retry FROM task WHERE id = $1' }, [subjectId]);
  const given = [queueId, row!.project, JSON.stringify(row!.spec), JSON.stringify(row!.retry), actor.userId];
  return async (pool, count) => {
    await pool.query({ ...INSERT, values: [...given, count] });
  };
}
