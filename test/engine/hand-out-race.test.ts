// Twenty outside workers against two hundred tasks, a third of whose hand-outs are never started: all of them are done, each once.
import { expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { sweepOutside } from '../../src/engine/external/outside-sweep.ts';
import { startExternal } from '../../src/engine/external/start-external.service.ts';
import { updateQueue } from '../../src/engine/queue/queue.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { EngineBench, acceptedId, expectContent, openDatabase } from './engine-bench.ts';
import { OutsideBenchWorker, attemptsOf, pass } from './outside-bench.ts';

const TASKS = 200;
const WORKERS = 20;
/** Of as many hand-outs one gets lost on its way. */
const LOST_EVERY = 3;
const DEADLINE_MS = 90_000;

/** A worker whose calls go through a connection of its own, as if it were served by a server of its own. */
async function openWorker(bench: EngineBench, name: string): Promise<{ worker: OutsideBenchWorker; close: () => Promise<void> }> {
  const db = await openDatabase(bench.url, 1);
  const engine: Engine = { ...bench.engine, db };
  return { worker: new OutsideBenchWorker(bench, name, engine), close: () => db.close() };
}

/** What the workers have seen among them. */
interface Tally {
  popped: number;
  readonly forgotten: string[];
  readonly done: string[];
}

/** Takes and does tasks until there is none; every third one it forgets, as if the answer had been lost. */
async function workOff(worker: OutsideBenchWorker, tally: Tally): Promise<void> {
  for (let out = await worker.handOut(); out !== null; out = await worker.handOut()) {
    tally.popped += 1;
    if (tally.popped % LOST_EVERY === 0) {
      tally.forgotten.push(out.taskId);
      continue;
    }
    acceptedId(await worker.start(out.taskId));
    acceptedId(await worker.end(out.taskId));
    tally.done.push(out.taskId);
  }
}

test(`${WORKERS} workers pop ${TASKS} tasks and lose every third on the way: what was lost goes back and all are done once, and the oracle is content`, async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const ids = await Promise.all(Array.from({ length: TASKS }, () => bench.queued()));
  const workers = await Promise.all(Array.from({ length: WORKERS }, (_, i) => openWorker(bench, `w${i}`)));
  const tally: Tally = { popped: 0, forgotten: [], done: [] };
  const deadline = performance.now() + DEADLINE_MS;
  while (tally.done.length < TASKS) {
    if (performance.now() > deadline) throw new Error(`${tally.done.length} of ${TASKS} tasks were done in time`);
    await Promise.all(workers.map(({ worker }) => workOff(worker, tally)));
    // Servers sweep while the time of what was lost runs out.
    const late = tally.forgotten.splice(0);
    await Promise.all([...late.map((taskId) => pass(bench, taskId, 601)), sweepOutside(bench.engine)]);
    await Promise.all([sweepOutside(bench.engine), sweepOutside(bench.engine)]);
  }
  await Promise.all(workers.map(({ close }) => close()));
  expect(new Set(tally.done)).toEqual(new Set(ids));
  expect(tally.done).toHaveLength(TASKS);
  const attempts = await bench.sql<{ outcome: string; n: number }>('SELECT outcome, count(*)::int AS n FROM attempt GROUP BY 1 ORDER BY 1');
  expect(attempts).toEqual([{ outcome: 'COMPLETED', n: TASKS }, { outcome: 'HANDED_BACK', n: tally.popped - TASKS }]);
  expect(tally.popped - TASKS).toBeGreaterThanOrEqual(Math.floor(TASKS / LOST_EVERY));
  expect(await bench.sql('SELECT DISTINCT status FROM task')).toEqual([{ status: 'completed' }]);
  await expectContent(bench, { accepted: ids });
}, 120_000);

test('outside workers and our own runners take from one queue at the same time: no task goes to two', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const ids = await Promise.all(Array.from({ length: 100 }, () => bench.queued()));
  const workers = await Promise.all(Array.from({ length: 4 }, (_, i) => openWorker(bench, `w${i}`)));
  const runners = await Promise.all(Array.from({ length: 4 }, (_, i) => bench.runner(`r${i}`)));
  const tally: Tally = { popped: 0, forgotten: [], done: [] };
  const ours: string[] = [];
  await Promise.all([
    ...workers.map(({ worker }) => workOff(worker, tally)),
    ...runners.map(async (runner) => {
      for (let claimed = await runner.claim(2); claimed.length > 0; claimed = await runner.claim(2)) {
        for (const attempt of claimed) await runner.finish(attempt);
        ours.push(...claimed.map((attempt) => attempt.taskId));
      }
    }),
  ]);
  await Promise.all(workers.map(({ close }) => close()));
  const all = [...tally.done, ...tally.forgotten, ...ours];
  expect(all).toHaveLength(ids.length);
  expect(new Set(all)).toEqual(new Set(ids));
  await expectContent(bench, { accepted: ids });
}, 60_000);

test('a limit of a queue holds over outside workers and our own runners together, while it is changed and hand-outs get lost', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const limit = async (maxRunning: number) => acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue, maxRunning }));
  await limit(4);
  const ids = await Promise.all(Array.from({ length: 80 }, () => bench.queued()));
  const runners = await Promise.all(Array.from({ length: 3 }, (_, i) => bench.runner(`r${i}`)));
  const open = () => bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM task WHERE status <> 'completed'`);
  const live: number[] = [];
  const look = async () => live.push((await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM attempt WHERE state <> 'ENDED'`)).n);
  const tally: Tally = { popped: 0, forgotten: [], done: [] };
  const deadline = performance.now() + DEADLINE_MS;
  for (let round = 0; (await open()).n > 0; round += 1) {
    if (performance.now() > deadline) throw new Error(`${(await open()).n} tasks were not done in time`);
    await Promise.all([
      ...Array.from({ length: 4 }, (_, i) => workOff(new OutsideBenchWorker(bench, `w${i}`), tally)),
      ...runners.map(async (runner) => {
        for (let claimed = await runner.claim(2); claimed.length > 0; claimed = await runner.claim(2)) {
          await look();
          for (const attempt of claimed) await runner.finish(attempt);
        }
      }),
      round % 2 === 0 ? limit(2) : limit(4),
    ]);
    for (const taskId of tally.forgotten.splice(0)) await pass(bench, taskId, 601);
    await sweepOutside(bench.engine);
  }
  expect(Math.max(...live)).toBeLessThanOrEqual(4);
  expect(await bench.sql('SELECT status, count(*)::int AS n FROM task GROUP BY 1')).toEqual([{ status: 'completed', n: ids.length }]);
  await expectContent(bench, { accepted: ids });
}, 120_000);

test('of a start, an abort and a sweep at the same moment one decides over a late hand-out, and the log agrees with the rows', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const outcomes = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const worker = new OutsideBenchWorker(bench, `w${round}`);
    const taskId = await bench.queued();
    await worker.take();
    await pass(bench, taskId, 601);
    const calls = [() => worker.start(taskId), () => sweepOutside(bench.engine), () => abortTask(bench.engine, bench.as(), { taskId })];
    await Promise.all([...calls.slice(round % 3), ...calls.slice(0, round % 3)].map((call) => call()));
    const { status } = await bench.taskRow(taskId);
    outcomes.add(`${status}: ${(await attemptsOf(bench, taskId)).join(', ')}`);
    if (status === 'in_progress') acceptedId(await worker.end(taskId, 'stopped'));
    expect(await bench.sql('SELECT id FROM queue_item WHERE task_id = $1', [taskId])).toEqual([]);
  }
  console.log(`a start, a sweep and an abort at once, 20 times: ${[...outcomes].sort().join(' | ')}`);
  await expectContent(bench);
}, 60_000);

test('twenty starts of one task by different workers at once open one attempt', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  const taskId = await bench.queued();
  const starts = await Promise.all(Array.from({ length: 20 }, (_, i) => startExternal(bench.engine, bench.as('operator'), { taskId, worker: { name: `w${i}` } })));
  expect(starts.filter(({ result }) => result === 'ACCEPTED')).toHaveLength(1);
  expect(starts.filter(({ result, code }) => result === 'NOOP' && code === 'ALREADY_RUNNING')).toHaveLength(19);
  expect(await attemptsOf(bench, taskId)).toEqual(['EXTERNAL RUNNING']);
  await expectContent(bench);
});
