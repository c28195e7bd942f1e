// Tasks by the thousand, made by one statement: for measurements of what comes after.
import type pg from 'pg';
import type { Actor } from '../../dist/domain/access.js';
import type { Engine } from '../../dist/engine/engine.js';
import { createQueue } from '../../dist/engine/queue/queue.service.js';
import { createTask } from '../../dist/engine/task/create-task.service.js';
import { RANK_STEP } from '../../dist/domain/queue/rank.js';

/** Makes a queue and a task that others are copied from; gives their ids. */
export async function queueAndTemplate(engine: Engine, actor: Actor, name: string): Promise<{ queueId: string; templateId: string }> {
  const context = { actor, requestId: null };
  const queue = await createQueue(engine, context, { name, accepts: ['command'] });
  const template = await createTask(engine, context, { name: 'template', spec: { kind: 'command', binary: 'true' } });
  return { queueId: queue.subjectId, templateId: template.subjectId };
}

/** Puts so many copies of a task into a queue. */
export async function seedQueued(client: pg.Client, of: { queueId: string; templateId: string }, count: number): Promise<void> {
  await client.query(
    `WITH t AS (
      INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status, queue_id, created_by)
      SELECT uuidv7(), project_id, 'job ' || n, spec_kind, spec, retry, 'queued', $1, created_by FROM task, generate_series(1, $3::int) n WHERE id = $2
      RETURNING id)
    INSERT INTO queue_item (id, queue_id, task_id, spec_kind, rank) SELECT uuidv7(), $1, id, 'command', nextval('rank_seq') * ${RANK_STEP} FROM t`,
    [of.queueId, of.templateId, count]);
}
