// What a beat reads does not grow with what has ended, also on tables that the planner knows nothing of yet.
import { expect, test } from 'vitest';
import type { Connection, Statement } from '../../src/store/database.ts';
import { attemptsUnknownToRunner, registersOf } from '../../src/store/write/session.store.ts';
import { EngineBench } from './engine-bench.ts';

/** Attempts that have ended. */
const ENDED = 5_000;
const ID = '018f0000-0000-7000-8000-000000000001';

test('a beat finds the attempts of its session by its runner, and reads none that has ended', async () => {
  await using bench = await EngineBench.open();
  const runner = await bench.runner('first');
  await bench.queued();
  await runner.take();
  await bench.sql(
    `INSERT INTO attempt (id, task_id, generation, no, fence, state, runner_id, session_id, epoch, outcome)
      SELECT gen_random_uuid(), task_id, 1, 1 + n, 'LEASED', 'ENDED', runner_id, session_id, 1, 'LOST' FROM attempt, generate_series(1, ${ENDED}) n`);
  const looks: readonly ((conn: Connection) => Promise<unknown>)[] = [(conn) => registersOf(conn, ID), (conn) => attemptsUnknownToRunner(conn, ID, { ids: [], afterSeconds: 1 })];
  for (const look of looks) {
    const lines: string[] = [];
    // A plan for any values is told by the simple protocol alone, which knows none.
    const explained = async <Row>({ text }: Statement): Promise<Row[]> => {
      lines.push(...(await bench.sql<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${text}`)).map((row) => row['QUERY PLAN']));
      return [];
    };
    await look({ query: explained });
    expect(lines.join('\n')).toMatch(/attempt_runner/);
    expect(lines.join('\n')).not.toMatch(/Seq Scan on attempt|using attempt_live/);
  }
});
