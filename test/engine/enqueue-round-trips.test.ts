// How often a command waits for the database must not depend on how many tasks it is about.
import { expect, test } from 'vitest';
import { clientClassOf, type Tapped, WireTap } from '../../bench/wire-tap.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { EngineBench, SPEC } from './engine-bench.ts';

/** Round trips by which two runs of the same command may differ. */
const SLACK = 3;

test('a run of 100 tasks is made and enqueued in no more round trips than one of 2, and its events keep the order of its tasks', async () => {
  await using bench = await EngineBench.open();
  using tap = new WireTap([await clientClassOf(bench.engine.db.pool)]);
  const made = async (tasks: number): Promise<Tapped> => {
    const definition = { tasks: Array.from({ length: tasks }, (_, i) => ({ node: `n${i}`, spec: SPEC })) };
    tap.take();
    await createRun(bench.engine, bench.as(), { definition, enqueue: true });
    return tap.take();
  };
  await made(2); // what is asked once for each connection is over
  const few = await made(2);
  const many = await made(100);
  expect(many.statements.length).toBeGreaterThan(100);
  // An answer may come just before or just after the next statement leaves, so the count is not quite fixed.
  expect(many.roundTrips).toBeLessThanOrEqual(few.roundTrips + SLACK);
  const { rows } = await bench.engine.db.pool.query<{ inOrder: boolean }>(
    `SELECT coalesce(bool_and(rank > before), true) AS "inOrder" FROM (SELECT (data->'item'->>'rank')::bigint AS rank, lag((data->'item'->>'rank')::bigint) OVER (ORDER BY seq) AS before FROM event WHERE kind = 'task.enqueued') e WHERE before IS NOT NULL`);
  expect(rows[0]?.inOrder).toBe(true);
  const report = await oracle({ db: bench.engine.db });
  expect(report.content, printed(report)).toBe(true);
});
