// Enqueueing sends what it needs together; whatever fails of it, nothing of it is left on the connection.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { EngineBench, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => {
  // One connection: what a failed command leaves behind would meet the next one.
  bench = await EngineBench.open({ poolSize: 1 });
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

/** Locks of rows and of queues that connections of the product hold. */
async function locksHeld(): Promise<number> {
  return Number((await bench.one<{ n: string }>(`SELECT count(*) AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE application_name = 'switchyard' AND datname = current_database() AND locktype IN ('advisory', 'transactionid')`)).n);
}

test('what does not exist is named, the task before the queue, and no lock stays', async () => {
  const taskId = await bench.task();
  const nowhere = uuidv7();
  const enqueue = (input: { taskId: string; queueId: string }) => enqueueTask(bench.engine, bench.as(), input);
  for (const queueId of [nowhere, 'lab']) {
    await expect(enqueue({ taskId, queueId })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['queueId'] });
    await expect(enqueue({ taskId: nowhere, queueId })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['taskId'] });
    expect(await locksHeld()).toBe(0);
  }
  expect(await enqueue({ taskId, queueId: bench.defaultQueue })).toMatchObject({ result: 'ACCEPTED' });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued' });
});

test('many that enqueue the same task at once: one is accepted, the others are told that it waits already', async () => {
  await using many = await EngineBench.open();
  await many.warm();
  const taskId = await many.task();
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => enqueueTask(many.engine, many.as(), { taskId, queueId: many.defaultQueue })));
  expect(outcomes.filter((outcome) => outcome.result === 'ACCEPTED')).toHaveLength(1);
  expect(await many.sql('SELECT id FROM queue_item WHERE task_id = $1', [taskId])).toHaveLength(1);
  await expectContent(many);
});
