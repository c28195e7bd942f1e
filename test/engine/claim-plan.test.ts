// What a claim reads does not grow with what waits, whatever the planner was told of the tables.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineBench, expectContent } from './engine-bench.ts';

/** Tasks that wait. */
const WAITING = 3_000;
/** Most entries of the index on statuses that a claim may walk over. */
const MOST_READ = 10;

let bench: EngineBench;

beforeEach(async () => {
  // One connection: the plans that are kept are those made while there was next to nothing.
  bench = await EngineBench.open({ poolSize: 1 });
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** Fills the default queue behind the engine's back, with the events that tell of it. */
async function fill(): Promise<void> {
  await bench.sql(
    `WITH t AS (
      INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status, queue_id)
        SELECT uuid, task.project_id, 'of many', 'command', task.spec, task.retry, 'queued', queue_id FROM (SELECT gen_random_uuid() AS uuid FROM generate_series(1, $1::int)) AS ids, (SELECT * FROM task LIMIT 1) task RETURNING *),
    i AS (INSERT INTO queue_item (id, queue_id, task_id, spec_kind, rank) SELECT gen_random_uuid(), queue_id, id, 'command', nextval('rank_seq') * 65536 FROM t RETURNING *)
    INSERT INTO event (kind, subject_id, project_id, task_id, queue_id, data)
      SELECT v.kind, t.id, t.project_id, t.id, t.queue_id, v.data FROM t JOIN i ON i.task_id = t.id, LATERAL (VALUES
        (1, 'task.created', jsonb_build_object('status', 'created', 'generation', 1, 'name', t.name)),
        (2, 'task.enqueued', jsonb_build_object('status', 'queued', 'from', 'created', 'item', jsonb_build_object('id', i.id, 'queueId', i.queue_id, 'priority', 0, 'rank', i.rank, 'notBefore', NULL)))) AS v (n, kind, data)
      ORDER BY t.id, v.n`,
    [WAITING],
  );
}

/** Entries that were read from an index of the table of tasks so far, after the connection has told of them. */
async function read(index: string): Promise<number> {
  await bench.engine.db.query({ name: '', text: 'SELECT pg_stat_force_next_flush()' }, []);
  return Number((await bench.one<{ n: string }>('SELECT idx_tup_read AS n FROM pg_stat_user_indexes WHERE indexrelname = $1', [index])).n);
}

test('a claim planned while the queue was short finds its tasks by their ids when thousands wait', async () => {
  await bench.queued();
  const runner = await bench.runner('first', { slots: 64 });
  await runner.finish(await runner.take());
  await fill();
  const before = await read('task_status');
  expect(await runner.claim(10)).toHaveLength(10);
  expect((await read('task_status')) - before).toBeLessThanOrEqual(MOST_READ);
});
