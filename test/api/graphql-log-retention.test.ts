// The output of tasks over the weeks: reads find its partitions, and what is gone is told instead of skipped.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { encodeLogCursor } from '../../src/api/graphql/log/log-cursor.ts';
import { makeRoom } from '../../src/engine/retention/make-room.ts';
import { retain } from '../../src/engine/retention.ts';
import { readChildPages } from '../../src/store/read/child-listing.ts';
import { LINES_OF_TASKS } from '../../src/store/read/log-read.store.ts';
import { linePartitions } from '../../src/store/retention/line-partition.store.ts';
import { type GraphqlGround, graphqlGround, type Shown } from './graphql-ground.ts';
import { newRunner, newTask } from './graphql-work.ts';
import { movedBack } from '../store/line-time.ts';

let ground: GraphqlGround;
beforeEach(async () => { ground = await graphqlGround(); });
afterEach(() => ground.close());

const LOG = 'query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { task(id: $id) { logLinesGone log(first: $first, after: $after, last: $last, before: $before) { edges { cursor node { number generation message } } pageInfo { hasNextPage } totalCount } } }';

async function log(id: string, args: object = {}): Promise<Shown> {
  const answer = await ground.ask(LOG, { id, ...args });
  return answer.errors ? { error: answer.errors[0]!.extensions } : { ...answer.data.task.log, linesGone: answer.data.task.logLinesGone };
}

const numbers = (page: Shown): number[] => page.edges.map(({ node }: Shown) => Number(node.number));

/** A task with three lines of three weeks ago, three of last week, and three of now: each move takes what was written before along. */
async function threeWeeks(): Promise<{ id: string; taskId: string }> {
  const id = await newTask(ground, { enqueue: true });
  const runner = await newRunner(ground);
  const [attempt] = await runner.claim(1);
  for (const [batch, weeks] of [[1, 2], [2, 1], [3, 0]] as const) {
    await runner.write(attempt!, [1, 2, 3].map((i) => `line ${(batch - 1) * 3 + i}`));
    if (weeks > 0) await movedBack(ground.engine.db, attempt!.taskId, weeks);
  }
  return { id, taskId: attempt!.taskId };
}

test('an output that runs over several weeks is one list in its order, from either end and from any place', async () => {
  const { id } = await threeWeeks();
  expect(await linePartitions(ground.engine.db)).toHaveLength(8);
  const all = await log(id);
  expect(numbers(all)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(all).toMatchObject({ totalCount: 9, linesGone: 0 });
  expect(all.edges.map(({ node }: Shown) => node.message)).toEqual(numbers(all).map((n) => `line ${n}`));
  expect(numbers(await log(id, { first: 2, after: all.edges[1].cursor }))).toEqual([3, 4]);
  expect(numbers(await log(id, { last: 4 }))).toEqual([6, 7, 8, 9]);
  expect(numbers(await log(id, { last: 4, before: all.edges[4].cursor }))).toEqual([1, 2, 3, 4]);
});

test('when its beginning is gone it begins at the oldest line, says how many are gone, and refuses the places before', async () => {
  const { id } = await threeWeeks();
  const cursors: string[] = (await log(id)).edges.map(({ cursor }: Shown) => cursor);
  Object.assign(ground.engine.settings, { logRetentionDays: 14 });
  expect(await retain(ground.engine)).toHaveLength(1);
  const rest = await log(id);
  expect(numbers(rest)).toEqual([4, 5, 6, 7, 8, 9]);
  expect(rest).toMatchObject({ linesGone: 3, totalCount: 6 });
  const oldestCursor = cursors[2]!;
  for (const after of [encodeLogCursor({ generation: 0, n: 0 }), cursors[0]!, cursors[1]!]) {
    expect(await log(id, { after })).toEqual({ error: { code: 'CURSOR_EXPIRED', oldestCursor } });
    expect(await log(id, { last: 2, after })).toEqual({ error: { code: 'CURSOR_EXPIRED', oldestCursor } });
  }
  expect(numbers(await log(id, { after: oldestCursor }))).toEqual([4, 5, 6, 7, 8, 9]);
  for (const before of cursors.slice(0, 3)) expect(await log(id, { last: 2, before })).toEqual({ error: { code: 'CURSOR_EXPIRED', oldestCursor } });
  expect(numbers(await log(id, { last: 2, before: cursors[3]! }))).toEqual([]);
  expect(numbers(await log(id, { last: 2, before: cursors[4]! }))).toEqual([4]);
});

test('when all of it is gone the list is empty and says so, and the last place can be read on from', async () => {
  const { id, taskId } = await threeWeeks();
  await movedBack(ground.engine.db, taskId, 4);
  Object.assign(ground.engine.settings, { logRetentionDays: 7 });
  expect((await retain(ground.engine))!.length).toBeGreaterThanOrEqual(1);
  expect(await log(id)).toMatchObject({ edges: [], linesGone: 9, totalCount: 0 });
  const oldestCursor = encodeLogCursor({ generation: 1, n: 9 });
  expect(await log(id, { after: encodeLogCursor({ generation: 1, n: 8 }) })).toEqual({ error: { code: 'CURSOR_EXPIRED', oldestCursor } });
  expect(await log(id, { after: oldestCursor })).toMatchObject({ edges: [] });
  expect(await log(toGlobalId('Task', taskId), { first: 0 })).toMatchObject({ edges: [], linesGone: 9 });
});

test('a page looks into the partitions in which the lines of its task lie, and at the very place of its cursor', async () => {
  const { taskId } = await threeWeeks();
  await makeRoom(ground.engine);
  const plan: string[] = [];
  const explaining = {
    async query<Row>(statement: { text: string }, values: readonly unknown[]): Promise<Row[]> {
      const { rows } = await ground.engine.db.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, TIMING off, SUMMARY off) ${statement.text}`, values as unknown[]);
      plan.push(...rows.map((row) => row['QUERY PLAN']));
      return [];
    },
  };
  await readChildPages(explaining, LINES_OF_TASKS, { parents: [taskId], page: { limit: 3, backward: false, after: [1, 7], before: null } });
  const scans = plan.filter((line) => line.includes(' on log_line_'));
  // From three weeks ago until now are four of the eight partitions that there are.
  expect(scans).toHaveLength(8);
  expect(scans.filter((line) => !line.includes('never executed')).length).toBeLessThanOrEqual(4);
  const conditions = plan.filter((line) => line.includes('Index Cond') && line.includes('generation'));
  expect(conditions).toHaveLength(8);
  for (const condition of conditions) expect(condition).toContain('AND (ROW(generation, n) > ROW(');
});
