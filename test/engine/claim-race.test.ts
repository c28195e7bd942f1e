// Twenty runners against thousands of tasks: each task is handed out once, none is lost, the order holds.
import { expect, test } from 'vitest';
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { oracle } from '../oracle/oracle.ts';
import { printed } from '../oracle/oracle-report.ts';
import { EXIT_0, openBenchRunner, type BenchRunner } from './bench-runner.ts';
import { EngineBench, SPEC, acceptedId, openDatabase } from './engine-bench.ts';

const CLAIMERS = 20;

/** A claimer with a connection of its own, as if it were served by a server of its own. */
async function openClaimer(bench: EngineBench, name: string): Promise<{ runner: BenchRunner; close: () => Promise<void> }> {
  const db = await openDatabase(bench.url, 1);
  const engine: Engine = { ...bench.engine, db };
  return { runner: await openBenchRunner(engine, name), close: () => db.close() };
}

async function claimAll(runner: BenchRunner, max: number): Promise<ClaimedAttempt[]> {
  const taken: ClaimedAttempt[] = [];
  for (let attempts = await runner.claim(max); attempts.length > 0; attempts = await runner.claim(max)) taken.push(...attempts);
  return taken;
}

async function finishAll(runner: BenchRunner, attempts: readonly ClaimedAttempt[]): Promise<void> {
  for (let i = 0; i < attempts.length; i += 50) await runner.report(attempts.slice(i, i + 50).map((attempt) => runner.finishItem(attempt, EXIT_0)));
}

for (const { max, tasks } of [{ max: 1, tasks: 2_000 }, { max: 10, tasks: 1_000 }]) {
  const rate = (milliseconds: number): number => Math.round((tasks / milliseconds) * 1_000);
  test(`twenty claimers with sessions and connections of their own, ${tasks} tasks, ${max} a claim: none twice, none lost, and the oracle is content`, async () => {
    await using bench = await EngineBench.open();
    const ids: string[] = [];
    for (let i = 0; i < tasks; i += 500) ids.push(...(await seedTasks(bench, i, 500)));
    const claimers = await Promise.all(Array.from({ length: CLAIMERS }, (_, i) => openClaimer(bench, `claimer ${i}`)));
    const begun = performance.now();
    const taken = await Promise.all(claimers.map(({ runner }) => claimAll(runner, max)));
    const claimed = performance.now();
    await Promise.all(claimers.map(({ runner }, i) => finishAll(runner, taken[i]!)));
    const finished = performance.now();
    await Promise.all(claimers.map(({ close }) => close()));
    const all = taken.flat().map((attempt) => attempt.taskId);
    console.log(`${CLAIMERS} claimers, ${tasks} tasks, ${max} a claim: ${rate(claimed - begun)} claims/s, then ${rate(finished - claimed)} ends/s; shares ${Math.min(...taken.map((one) => one.length))} to ${Math.max(...taken.map((one) => one.length))}`);
    expect(all).toHaveLength(tasks);
    expect(new Set(all)).toEqual(new Set(ids));
    expect(await bench.one('SELECT count(*)::int AS attempts, count(DISTINCT task_id)::int AS tasks, max(no) AS most FROM attempt')).toEqual({ attempts: tasks, tasks: tasks, most: 1 });
    expect(await bench.sql('SELECT status, count(*)::int AS n FROM task GROUP BY 1')).toEqual([{ status: 'completed', n: tasks }]);
    const report = await oracle({ db: bench.engine.db, expectations: { accepted: ids, claimsOnly: true } });
    expect(report.content, printed(report)).toBe(true);
  }, 120_000);
}

/** Tasks without a run, enqueued; several at a time, as clients would. */
async function seedTasks(bench: EngineBench, from: number, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 10) ids.push(...(await Promise.all(Array.from({ length: 10 }, (_, k) => bench.queued({ name: `task ${from + i + k}` }, { priority: (from + i + k) % 3 })))));
  return ids;
}

test('twenty claimers within one run of two hundred tasks: the run succeeds, each task ran once', async () => {
  await using bench = await EngineBench.open();
  const tasks = Array.from({ length: 200 }, (_, i) => ({ node: `n${i}`, spec: SPEC, needs: i < 100 ? [] : [`n${i - 100}`, `n${(i * 7) % 100}`] }));
  const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks }, enqueue: true }));
  const claimers = await Promise.all(Array.from({ length: CLAIMERS }, (_, i) => openClaimer(bench, `claimer ${i}`)));
  while ((await bench.one<{ status: string }>('SELECT status FROM run')).status !== 'SUCCEEDED') await Promise.all(claimers.map(async ({ runner }) => finishAll(runner, await runner.claim(3))));
  await Promise.all(claimers.map(({ close }) => close()));
  expect(await bench.one('SELECT count(*)::int AS attempts FROM attempt')).toEqual({ attempts: 200 });
  const report = await oracle({ db: bench.engine.db, expectations: { accepted: [runId] } });
  expect(report.content, printed(report)).toBe(true);
}, 120_000);
