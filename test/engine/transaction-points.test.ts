// The named points of a transaction: before the commit everything but the commit is done, after it everything is.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { inTransaction, send } from '../../src/engine/work.ts';
import { EngineBench, SPEC, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open()));
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

test('a command passes a point when everything but the commit has been answered, and another before anybody is told', async () => {
  const told: string[] = [];
  const engine: Engine = { ...bench.engine, onPoint: (point) => void told.push(point), onCommitted: () => void told.push('told') };
  await createTask(engine, bench.as('admin', 'once'), { name: 'a', spec: SPEC });
  expect(told).toEqual(['createTask.before-commit', 'createTask.after-commit', 'told']);
});

test('a process that ends before the commit has done nothing, one that ends after it has done everything: the repeat knows which', async () => {
  const dying = (at: string): Engine => ({ ...bench.engine, onPoint: (point) => { if (point === at) throw new Error(`ended at ${point}`); } });
  await expect(createTask(dying('createTask.before-commit'), bench.as('admin', 'first'), { name: 'a', spec: SPEC })).rejects.toThrow('ended at');
  expect(await bench.sql('SELECT 1 FROM task')).toHaveLength(0);
  await expect(createTask(dying('createTask.after-commit'), bench.as('admin', 'second'), { name: 'a', spec: SPEC })).rejects.toThrow('ended at');
  const [kept] = await bench.sql<{ id: string }>('SELECT id FROM task');
  for (const requestId of ['first', 'second', 'second']) await createTask(bench.engine, bench.as('admin', requestId), { name: 'a', spec: SPEC });
  expect(await bench.sql<{ id: string }>('SELECT id FROM task ORDER BY ord')).toMatchObject([{ id: kept!.id }, {}]);
  expect(bench.committed.filter(({ kind }) => kind === 'task.created')).toHaveLength(1);
});

test('a statement that nobody waits for and that fails keeps its transaction from reaching its point', async () => {
  const points: string[] = [];
  const engine: Engine = { ...bench.engine, onPoint: (point) => void points.push(point) };
  const failing = inTransaction(engine, { op: 'broken', actorId: null, requestId: null }, async (work) => {
    send(work.tx.query({ name: 'test.refused', text: `DO $$ BEGIN RAISE EXCEPTION 'refused on purpose'; END $$` }, []));
  });
  await expect(failing).rejects.toThrow('refused on purpose');
  expect(points).toEqual([]);
});
