// Deleted tasks: who may delete what, and how what they have left is cleared away.
import { expect, test } from 'vitest';
import { collectTasks } from '../../src/engine/retention/collect-tasks.ts';
import { sweepDetached } from '../../src/engine/external/detached-sweep.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { retryRun } from '../../src/engine/run/retry-run.service.ts';
import { deleteTask } from '../../src/engine/task/delete-task.service.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';
import { EXIT_0 } from './bench-runner.ts';
import { OutsideBenchWorker } from './outside-bench.ts';

/** Every table that has rows of tasks, with how many it has of this one. */
async function leavings(bench: EngineBench, taskId: string): Promise<Record<string, number>> {
  const tables = ['task_doc', 'task_activity', 'artifact', 'task_model', 'attempt', 'phase', 'step', 'task_stream', 'log_line', 'queue_item'];
  const counts = await Promise.all(tables.map(async (table) => [table, (await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE task_id = $1`, [taskId])).n] as const));
  return Object.fromEntries([...counts, ['task', (await bench.one<{ n: number }>('SELECT count(*)::int AS n FROM task WHERE id = $1', [taskId])).n]].filter(([, n]) => n !== 0));
}

test('everything that a deleted task has left is cleared away in parts, and nothing of its neighbour', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const [gone, stays] = [await bench.task(), await bench.task()];
  for (const taskId of [gone, stays]) {
    acceptedId(await worker.start(taskId));
    acceptedId(await worker.end(taskId, 'completed'));
    await bench.sql(`INSERT INTO task_doc (task_id) VALUES ($1) ON CONFLICT DO NOTHING`, [taskId]);
    await bench.sql(`INSERT INTO artifact (task_id, generation, key, type) VALUES ($1, 1, 'a', 'custom')`, [taskId]);
    await bench.sql(`INSERT INTO task_model (task_id, generation, kind, name, model_id) VALUES ($1, 1, 'input', 'm', gen_random_uuid())`, [taskId]);
    await bench.sql(`INSERT INTO task_stream (task_id, generation, next) VALUES ($1, 1, 12001)`, [taskId]);
    await bench.sql(`INSERT INTO log_line SELECT $1, 1, (now() AT TIME ZONE 'UTC')::date, n, now(), 1, 'STDOUT', 'line' FROM generate_series(1, 12000) n`, [taskId]);
  }
  const kept = await leavings(bench, stays);
  expect(kept).toMatchObject({ task: 1, task_doc: 1, task_activity: 1, artifact: 1, task_model: 1, attempt: 1, phase: 1, task_stream: 1, log_line: 12_000 });
  acceptedId(await deleteTask(bench.engine, bench.as('operator'), { taskId: gone }));
  expect(await collectTasks(bench.engine), 'too early').toBe(0);
  expect(await collectTasks(bench.engine, 0)).toBe(1);
  expect(await leavings(bench, gone)).toEqual({});
  expect(await leavings(bench, stays)).toEqual(kept);
  expect(await collectTasks(bench.engine, 0)).toBe(0);
});

test('a person deletes what has not begun or has ended, and is told what to do with the rest', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const remove = (taskId: string) => deleteTask(bench.engine, bench.as('operator'), { taskId });
  const [created, waiting, running] = [await bench.task(), await bench.queued(), await bench.task()];
  acceptedId(await remove(created));
  await expect(remove(created)).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['taskId'] });
  expect(await remove(waiting)).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
  acceptedId(await worker.start(running));
  expect(await remove(running)).toMatchObject({ result: 'REFUSED', code: 'NOT_ENDED' });
  acceptedId(await worker.end(running, 'failed'));
  acceptedId(await remove(running));
  await expectContent(bench, { accepted: [created, waiting, running] });
});

test('a task of a run is deleted once the run is over; the run keeps its status, counts it as it was, and its other tasks run again', async () => {
  await using bench = await EngineBench.open();
  const worker = new OutsideBenchWorker(bench, 'w1');
  const definition = { tasks: [{ node: 'a', spec: SPEC, needs: [] }, { node: 'b', spec: SPEC, needs: [] }, { node: 'c', spec: SPEC, needs: ['b'] }] };
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
  const nodes = new Map((await bench.sql<{ node: string; id: string }>('SELECT node, id FROM task WHERE run_id = $1', [runId])).map(({ node, id }) => [node, id]));
  const remove = (node: string) => deleteTask(bench.engine, bench.as('operator'), { taskId: nodes.get(node)! });
  const status = async () => (await bench.one<{ status: string }>('SELECT status FROM run WHERE id = $1', [runId])).status;
  acceptedId(await worker.start(nodes.get('a')!));
  acceptedId(await worker.end(nodes.get('a')!, 'completed'));
  expect(await remove('a')).toMatchObject({ result: 'REFUSED', code: 'RUN_OPEN' });
  acceptedId(await worker.start(nodes.get('b')!));
  acceptedId(await worker.end(nodes.get('b')!, 'failed'));
  expect(await status()).toBe('FAILED');
  acceptedId(await remove('a'));
  acceptedId(await remove('c'));
  expect(await status()).toBe('FAILED');
  expect(await collectTasks(bench.engine, 0)).toBe(2);
  expect(await leavings(bench, nodes.get('a')!)).toEqual({ task: 1 });
  expect(await collectTasks(bench.engine, 0)).toBe(0);
  acceptedId(await retryRun(bench.engine, bench.as(), { runId }));
  const runner = await bench.runner('r1');
  await runner.finish(await runner.take(), EXIT_0);
  // What needed it is gone, and counts as stopped.
  expect(await status()).toBe('STOPPED');
  await expectContent(bench);
});

test('a task that was only called in progress is stopped once nobody has said anything of it for long enough', async () => {
  await using bench = await EngineBench.open();
  const [silent, alive, fresh] = [await bench.task(), await bench.task(), await bench.task()];
  await bench.sql(`UPDATE task SET status = 'in_progress', status_changed_at = now() - interval '3 hours' WHERE id = ANY($1)`, [[silent, alive]]);
  await bench.sql(`UPDATE task SET status = 'in_progress' WHERE id = $1`, [fresh]);
  await bench.sql(`INSERT INTO task_activity (task_id, last_update) VALUES ($1, now())`, [alive]);
  expect(await Promise.all([sweepDetached(bench.engine), sweepDetached(bench.engine)]).then(([a, b]) => a + b)).toBe(1);
  expect(await bench.one('SELECT status, status_reason AS reason, status_message AS message FROM task WHERE id = $1', [silent])).toEqual({ status: 'stopped', reason: 'Forced stop (non-responsive)', message: 'Forced stop (non-responsive)' });
  for (const id of [alive, fresh]) expect(await bench.taskRow(id)).toMatchObject({ status: 'in_progress' });
});
