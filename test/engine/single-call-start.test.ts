// The start of a single call, and its second life: it counts from its start, is never revived after its end, and enters the lab's queue when it is made new.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ABORT_ORDER } from '../../src/domain/task/order.ts';
import { runNow } from '../../src/engine/deck/run-now.service.ts';
import { advanceRun } from '../../src/engine/run/run-advance.ts';
import { enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { lockRun } from '../../src/engine/run/run-lock.ts';
import { giveOrder } from '../../src/engine/task/end-task.service.ts';
import { resetTask } from '../../src/engine/task/reset-task.service.ts';
import { carryOutRetry } from '../../src/engine/task/retry-change.ts';
import { inTransaction } from '../../src/engine/work.ts';
import { lockTasks } from '../../src/store/write/task-write.store.ts';
import { benchDeck, type BenchRunner } from './bench-runner.ts';
import { BENCH_LEASE_SECONDS, EngineBench, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let runner: BenchRunner;
let labQueue: string;
/** Of the test's own: a deck and its runner. */
let name: string;
let tests = 0;

beforeAll(async () => {
  bench = await EngineBench.open();
  labQueue = (await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'lab'`)).id;
});
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});
beforeEach(async () => {
  name = `deck${++tests}`;
  runner = await bench.runner(name, { decks: [benchDeck(name)] });
});

/** A call that has not started. */
async function call(): Promise<{ runId: string; taskId: string }> {
  const runId = acceptedId(await runNow(bench.engine, bench.as(), { deck: name, instrument: 'pump', method: 'rinse', args: {} }));
  return { runId, taskId: (await bench.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [runId])).id };
}

/** Lets seconds pass since an attempt was handed out, or since it was started. */
async function pass(taskId: string, since: 'claimed_at' | 'started_at'): Promise<void> {
  await bench.sql(`UPDATE attempt SET ${since} = ${since} - make_interval(secs => $2) WHERE task_id = $1`, [taskId, BENCH_LEASE_SECONDS / 2 + 1]);
}

test('one that was started late is not taken for unknown to its runner before half a lease has passed since its start', async () => {
  const { taskId } = await call();
  await pass(taskId, 'claimed_at');
  const attempt = await runner.take();
  await runner.beat([]);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'in_progress' });
  expect(await runner.beat([attempt])).toMatchObject({ lost: [] });
  await pass(taskId, 'started_at');
  expect(await runner.beat([attempt])).toMatchObject({ lost: [] });
  await runner.beat([]);
  expect(await bench.one('SELECT outcome FROM attempt WHERE task_id = $1', [taskId])).toEqual({ outcome: 'HANDED_BACK' });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped' });
});

test('one that its runner never asks for is over half a lease after it was made', async () => {
  const { taskId } = await call();
  await runner.beat([]);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued' });
  await pass(taskId, 'claimed_at');
  await runner.beat([]);
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'stopped' });
});

test('one that was made new enters the queue of steps with its run, and runs from there', async () => {
  const { runId, taskId } = await call();
  await runner.finish(await runner.take(), { by: 'DONE' });
  acceptedId(await resetTask(bench.engine, bench.as(), { taskId }));
  acceptedId(await enqueueRun(bench.engine, bench.as(), { runId }));
  expect(await bench.one('SELECT queue_id AS "queueId", deck FROM queue_item WHERE task_id = $1', [taskId])).toEqual({ queueId: labQueue, deck: name });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', queueId: labQueue });
  expect(await runner.claim(4)).toEqual([]);
  const attempt = await runner.take(name);
  expect(attempt).toMatchObject({ taskId, generation: 2, attemptNo: 2, resumes: false });
  await runner.finish(attempt, { by: 'DONE' });
  expect(await bench.one('SELECT status FROM run WHERE id = $1', [runId])).toEqual({ status: 'SUCCEEDED' });
});

/** Until a start of what was made for one session waits for a lock. */
async function startWaits(): Promise<void> {
  const deadline = performance.now() + 10_000;
  const looks = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%attempt.state = ''CLAIMED''%'`;
  while ((await bench.sql(looks)).length === 0) if (performance.now() > deadline) throw new Error('no start waits for a lock');
}

test('an attempt that was ended while its start was under way stays ended, also when its task waits again by then', async () => {
  const { runId, taskId } = await call();
  const { id: attemptId } = await bench.one<{ id: string }>('SELECT id FROM attempt WHERE task_id = $1', [taskId]);
  const under = await inTransaction(bench.engine, { op: 'test', actorId: bench.local.userId, requestId: null }, async (work) => {
    const run = await lockRun(work, runId);
    const start = runner.claim(0);
    await startWaits();
    await giveOrder(work, (await lockTasks(work.tx, [taskId]))[0]!, { order: ABORT_ORDER, reason: '', via: 'USER' });
    await carryOutRetry(work, (await lockTasks(work.tx, [taskId]))[0]!, { from: 'FAILED', step: null, spec: null, queueId: labQueue });
    await advanceRun(work, run);
    return { start };
  });
  expect(await under.value.start).toEqual([]);
  expect(await bench.one('SELECT state, outcome, started_at FROM attempt WHERE id = $1', [attemptId])).toEqual({ state: 'ENDED', outcome: 'ABORTED', started_at: null });
  expect(await bench.taskRow(taskId)).toMatchObject({ status: 'queued', attemptNo: 1, epoch: 2 });
  const attempt = await runner.take(name);
  expect(attempt).toMatchObject({ taskId, attemptNo: 2, epoch: 3 });
  await runner.finish(attempt, { by: 'DONE' });
});
