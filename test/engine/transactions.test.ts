// Transactions: what happens when two commands lock each other, and what the event room is told.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Connection } from '../../src/store/database.ts';
import { TRANSACTION_TRIES } from '../../src/store/database.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { inTransaction, send } from '../../src/engine/work.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { lockTasks } from '../../src/store/write/task-write.store.ts';
import { EngineBench, SPEC, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open()));
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

test('of two transactions that lock each other out one is run again, and both succeed', async () => {
  const [a, b] = [await bench.task(), await bench.task()];
  const both = { waiting: 0, open: () => undefined as void };
  const met = new Promise<void>((resolve) => void (both.open = resolve));
  let runs = 0;
  const lockBoth = (first: string, second: string) => bench.engine.db.transaction(async (tx: Connection) => {
    runs++;
    await lockTasks(tx, [first]);
    if (++both.waiting === 2) both.open();
    await met;
    return (await lockTasks(tx, [second])).length;
  });
  expect(await Promise.all([lockBoth(a, b), lockBoth(b, a)])).toEqual([1, 1]);
  // Three as a rule; on a busy machine the one that is run again can meet the other once more.
  expect(runs).toBeGreaterThanOrEqual(3);
  expect(runs).toBeLessThan(2 * TRANSACTION_TRIES);
});

test('a transaction that can never succeed is given up after its tries, with PostgreSQL\'s own error', async () => {
  let runs = 0;
  const failing = bench.engine.db.transaction(async (tx) => {
    runs++;
    await tx.query({ name: 'test.serialization_failure', text: `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$` }, []);
  });
  await expect(failing).rejects.toMatchObject({ code: '40001' });
  expect(runs).toBe(TRANSACTION_TRIES);
});

test('a command that is run again has one effect and tells the event room once', async () => {
  let runs = 0;
  const before = bench.committed.length;
  const { events } = await inTransaction(bench.engine, { op: 'test', actorId: null, requestId: null }, async (work) => {
    runs++;
    work.events.push({ kind: 'project.created', subjectId: bench.engine.newId(), projectId: null, runId: null, taskId: null, queueId: null, actorId: null, requestId: null, data: {} });
    if (runs < 3) await work.tx.query({ name: 'test.deadlock', text: `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$` }, []);
  });
  expect(runs).toBe(3);
  expect(events).toHaveLength(1);
  expect(bench.committed.slice(before)).toEqual(events);
  expect(await bench.sql(`SELECT 1 FROM event WHERE data = '{}'`)).toHaveLength(1);
});

test('a write that nobody waited for fails its transaction with its own error, and nothing is kept', async () => {
  const taskId = await bench.task();
  const failing = bench.engine.db.transaction(async (tx) => {
    send(tx.query({ name: 'test.rename', text: `UPDATE task SET name = 'renamed' WHERE id = $1` }, [taskId]));
    send(tx.query({ name: 'test.refused', text: `UPDATE task SET status = 'painted' WHERE id = $1` }, [taskId]));
  });
  await expect(failing).rejects.toMatchObject({ code: '23514' });
  expect(await bench.one('SELECT name FROM task WHERE id = $1', [taskId])).toEqual({ name: 'a task' });
});

test('a deadlock met by a write that nobody waited for is run again, also when the statement after it was waited for', async () => {
  let runs = 0;
  const value = await bench.engine.db.transaction(async (tx) => {
    runs++;
    if (runs === 1) send(tx.query({ name: 'test.deadlock', text: `DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END $$` }, []));
    return tx.query<{ one: number }>({ name: 'test.one', text: 'SELECT 1 AS one' }, []);
  });
  expect([runs, value]).toEqual([2, [{ one: 1 }]]);
});

test('the event room is told after the commit, and never of what was rolled back', async () => {
  const told: number[] = [];
  const engine = { ...bench.engine, onCommitted: (events: readonly { seq: number }[]) => void told.push(...events.map((event) => event.seq)) };
  const outcome = await createTask(engine, bench.as(), { name: 'a', spec: SPEC });
  expect(told).toEqual([outcome.seq]);
  const refused = new Error('rolled back on purpose');
  await expect(inTransaction(engine, { op: 'test', actorId: null, requestId: null }, async (work) => {
    work.events.push({ kind: 'project.created', subjectId: engine.newId(), projectId: null, runId: null, taskId: null, queueId: null, actorId: null, requestId: null, data: {} });
    throw refused;
  })).rejects.toBe(refused);
  expect(told).toEqual([outcome.seq]);
});

test('everything that commands and runners did reached the event room once and in full', async () => {
  const runner = await bench.runner('r');
  for (let i = 0; i < 20; i++) await bench.queued();
  for (let attempts = await runner.claim(3); attempts.length > 0; attempts = await runner.claim(3)) await runner.report(attempts.map((attempt) => runner.finishItem(attempt)));
  await bench.expire('r');
  const logged = await bench.sql('SELECT seq::int, kind, subject_id, data FROM event ORDER BY seq');
  const told = bench.committed.toSorted((a, b) => a.seq - b.seq).map(({ seq, kind, subjectId, data }) => ({ seq, kind, subject_id: subjectId, data }));
  expect(told).toEqual(logged);
});

test('four servers that seed one database at once make each row once', async () => {
  const actors = await Promise.all([0, 1, 2, 3].map(() => seedRows(bench.engine)));
  await bench.sql(`TRUNCATE project, queue, "user", event CASCADE`);
  await bench.warm();
  const fresh = await Promise.all([0, 1, 2, 3].map(() => seedRows(bench.engine)));
  expect(new Set(actors.map((actor) => actor.userId)).size).toBe(1);
  expect(new Set(fresh.map((actor) => actor.userId)).size).toBe(1);
  expect(await bench.sql('SELECT kind FROM event ORDER BY kind')).toEqual([{ kind: 'project.created' }, { kind: 'queue.created' }, { kind: 'queue.created' }, { kind: 'queue.created' }]);
});
