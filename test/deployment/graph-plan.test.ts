// What graphs read does not grow with what there was before, also on tables that the planner knows nothing of yet.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, type Statement, TRANSACTION_SETTINGS } from '../../src/store/database.ts';
import { graphRunRows } from '../../src/store/read/deployment/graph-outcome.store.ts';
import { loadGraphResults } from '../../src/store/read/deployment/graph-result-read.store.ts';
import { heldGraph } from '../../src/store/read/deployment/held-graph.store.ts';
import { putGraphResults } from '../../src/store/write/deployment/graph-result.store.ts';
import { EngineBench } from '../engine/engine-bench.ts';

const ID = '018f0000-0000-7000-8000-000000000001';
let bench: EngineBench;

beforeAll(async () => {
  bench = await EngineBench.open({});
});
afterAll(() => bench[Symbol.asyncDispose]());

test.each<[what: string, index: string, call: (conn: Connection) => Promise<unknown>]>([
  ['writing a result finds its task', 'using task_pkey', (conn) => putGraphResults(conn, [{ taskId: ID, generation: 1, values: [] }])],
  ['a poll finds its run', 'using run_pkey', (conn) => graphRunRows(conn, [{ runId: ID, deploymentId: ID }])],
  ['a runner that moves files finds its task', 'using task_pkey', (conn) => heldGraph(conn, { session: ID, attemptId: ID })],
  ['a list of runs finds their tasks', 'using task_run_id_node_key', (conn) => loadGraphResults(conn, [ID])],
])('%s by the key', async (_what, index, call) => {
  // A plan for any values is told by the simple protocol alone, which knows none.
  const plan = await bench.engine.db.onConnection(async (client) => {
    await client.query(`BEGIN; ${TRANSACTION_SETTINGS.text}`);
    const lines: string[] = [];
    const explained = async <Row>({ text }: Statement): Promise<Row[]> => {
      lines.push(...(await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${text}`)).rows.map((row) => row['QUERY PLAN']));
      return [];
    };
    await call({ query: explained });
    await client.query('ROLLBACK');
    return lines.join('\n');
  });
  expect(plan).toContain(index);
  expect(plan).not.toMatch(/using (task_kind|run_deployment)/);
});
