// Claims beside reports: the next work comes with the answer to what ended, by the same rules as with a claim of its own.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createQueue, pauseQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { BenchRunner } from './bench-runner.ts';
import { acceptedId, EngineBench, expectContent } from './engine-bench.ts';

let bench: EngineBench;
let tasks: string[];
/** Has just been given all it asked for. */
let busy: BenchRunner;
let running: ClaimedAttempt;

beforeEach(async () => {
  bench = await EngineBench.open();
  // Time stands still: what was read stays remembered however slow the machine is.
  Object.assign(bench.engine, { clock: { now: () => 0 } });
  tasks = [];
  for (let i = 0; i < 5; i++) tasks.push(await bench.queued());
  busy = await bench.runner('busy');
  running = await busy.take();
});
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const taskIds = (attempts: readonly ClaimedAttempt[]): string[] => attempts.map((attempt) => attempt.taskId);
const statuses = async (): Promise<string[]> => Promise.all(tasks.map(async (id) => (await bench.taskRow(id)).status));

/** Transactions that a piece of work carries out. */
async function transactionsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const { db } = bench.engine;
  const transaction = db.transaction.bind(db);
  db.transaction = ((...args: Parameters<typeof transaction>) => ((count += 1), transaction(...args))) as typeof db.transaction;
  await work();
  db.transaction = transaction;
  return count;
}

test('one transaction takes the end and gives the next work, in the order of the queue', async () => {
  let next: readonly ClaimedAttempt[] = [];
  expect(await transactionsOf(async () => { next = await busy.reportAndClaim([busy.finishItem(running)], 2); })).toBe(1);
  expect(taskIds(next)).toEqual([tasks[1], tasks[2]]);
  expect(await statuses()).toEqual(['completed', 'in_progress', 'in_progress', 'queued', 'queued']);
});

test('a report that is repeated because its answer was lost ends nothing twice, and what it brings is work of its own', async () => {
  const end = [busy.finishItem(running)];
  const [lost, again] = [await busy.reportAndClaim(end), await busy.reportAndClaim(end)];
  expect([taskIds(lost), taskIds(again)]).toEqual([[tasks[1]], [tasks[2]]]);
  expect(await bench.kinds(tasks[0]!)).toEqual(['task.created', 'task.enqueued', 'task.started', 'task.ended']);
  // Both are the session's: beats tell of the one that the runner has never heard of until it is put back.
  for (const attempt of [...lost, ...again]) expect(await busy.finish(attempt)).toMatchObject({ stale: [] });
});

test('a runner that is not known to be busy is given nothing beside its report; its own claim follows', async () => {
  await busy.claim(10);
  const other = await bench.runner('other');
  tasks.push(await bench.queued());
  expect(await other.reportAndClaim([])).toEqual([]);
  expect(await other.claim(1)).toHaveLength(1);
});

test('what is asked for by a session that is over is refused with its report, and keeps no other from being taken', async () => {
  const other = await bench.runner('other');
  const its = await other.take();
  await bench.endLease('busy');
  const [over, fine] = await Promise.allSettled([busy.reportAndClaim([busy.finishItem(running)]), other.reportAndClaim([other.finishItem(its)])]);
  expect(over).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
  expect(fine.status).toBe('fulfilled');
  expect((await statuses()).slice(0, 2)).toEqual(['in_progress', 'completed']);
});

test('a runner that drains is given nothing, and its report is taken', async () => {
  await busy.beat([running], true);
  expect(await busy.reportAndClaim([busy.finishItem(running)])).toEqual([]);
  expect(await statuses()).toEqual(['completed', 'queued', 'queued', 'queued', 'queued']);
});

test('a queue that is paused gives nothing, and the report is taken', async () => {
  acceptedId(await pauseQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
  expect(await busy.reportAndClaim([busy.finishItem(running)])).toEqual([]);
  expect((await bench.taskRow(tasks[0]!)).status).toBe('completed');
});

test('a queue that the runner prefers comes first: nothing is given from another while something waits there', async () => {
  const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'second', accepts: ['command'] }));
  for (let i = 0; i < 3; i++) tasks.push(await bench.queued({}, { queueId }));
  await busy.claim(10);
  const both = await bench.runner('both', { queues: ['default', 'second'] });
  const first = await both.take();
  const [second] = await both.reportAndClaim([both.finishItem(first)]);
  expect([first.taskId, second?.taskId]).toEqual([tasks[5], tasks[6]]);
  const preferred = await bench.queued();
  expect(await both.reportAndClaim([both.finishItem(second!)])).toEqual([]);
  expect(taskIds(await both.claim(2))).toEqual([preferred, tasks[7]]);
});

test('what the report itself puts into the queue is told of before it begins, and so is a run whose next task begins at once', async () => {
  await busy.claim(10);
  const spec = { kind: 'command', binary: 'true', args: [], env: {} } as const;
  const definition = { tasks: [{ node: 'a', spec, needs: [] }, { node: 'b', spec, needs: ['a'] }] };
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition, enqueue: true }));
  const a = await busy.take();
  const [b] = await busy.reportAndClaim([busy.finishItem(a)]);
  expect([a.node, b?.node]).toEqual(['a', 'b']);
  expect((await bench.kinds(b!.taskId)).slice(-2)).toEqual(['task.enqueued', 'task.started']);
  expect(await bench.sql('SELECT status FROM run WHERE id = $1', [runId])).toEqual([{ status: 'RUNNING' }]);
  const put = await busy.reportAndClaim([busy.finishItem(b!, { by: 'HANDED_BACK', message: 'another may have it' })]);
  expect(put.map(({ taskId, attemptNo }) => ({ taskId, attemptNo }))).toEqual([{ taskId: b!.taskId, attemptNo: 2 }]);
  expect((await bench.kinds(b!.taskId)).slice(-3)).toEqual(['task.attempt_ended', 'task.requeued', 'task.started']);
});

test('it waits for no lock of a run: what comes behind a run that is locked is not given before it', async () => {
  await busy.claim(10);
  const spec = { kind: 'command', binary: 'true', args: [], env: {} } as const;
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec, needs: [] }] }, enqueue: true }));
  const behind = await bench.queued();
  const ahead = await bench.runner('ahead');
  const own = await bench.queued({}, { priority: 5 });
  const mine = await ahead.take();
  expect(mine.taskId).toBe(own);
  const client = await bench.engine.db.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT id FROM run WHERE id = $1 FOR UPDATE', [runId]);
    expect(await ahead.reportAndClaim([ahead.finishItem(mine)], 2)).toEqual([]);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
  const [first, second] = await ahead.claim(2);
  expect([first?.runId, second?.taskId]).toEqual([runId, behind]);
});
