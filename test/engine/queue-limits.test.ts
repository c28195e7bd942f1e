// Limits of queues as slots, accepted kinds, the queues that tasks enter by themselves, and items of paused runs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SpecKind } from '../../src/domain/task/spec.ts';
import { createQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { reap } from '../../src/engine/reaper.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { holdItemsOfRun } from '../../src/store/write/queue-item.store.ts';
import { EngineBench, SPEC, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open()));
afterEach(() => bench[Symbol.asyncDispose]());

interface SlotCounts {
  readonly free: number;
  readonly taken: number;
  readonly surplus: number;
}

function slots(queueId: string): Promise<SlotCounts> {
  return bench.one(`SELECT count(*) FILTER (WHERE attempt_id IS NULL)::int AS free, count(attempt_id)::int AS taken, count(*) FILTER (WHERE surplus)::int AS surplus
    FROM slot WHERE resource_kind = 'QUEUE' AND resource_id = $1`, [queueId]);
}

function update(change: { maxRunning?: number | null; displayName?: string | null; accepts?: readonly SpecKind[] }) {
  return updateQueue(bench.engine, bench.as('admin'), { queueId: bench.defaultQueue, ...change });
}

describe('a limit', () => {
  test('counts what runs already: raised, lowered and lifted, it holds at once', async () => {
    for (let i = 0; i < 5; i++) await bench.queued();
    const runner = await bench.runner('r');
    const running = await runner.claim(3);
    expect(running).toHaveLength(3);
    acceptedId(await update({ maxRunning: 5 }));
    expect(await slots(bench.defaultQueue)).toEqual({ free: 2, taken: 3, surplus: 0 });
    acceptedId(await update({ maxRunning: 2 }));
    expect(await slots(bench.defaultQueue)).toEqual({ free: 0, taken: 3, surplus: 1 });
    acceptedId(await update({ maxRunning: 4 }));
    expect(await slots(bench.defaultQueue)).toEqual({ free: 1, taken: 3, surplus: 0 });
    acceptedId(await update({ maxRunning: null }));
    expect(await slots(bench.defaultQueue)).toEqual({ free: 0, taken: 0, surplus: 0 });
    const changes = await bench.sql<{ data: object }>(`SELECT data FROM event WHERE kind = 'queue.updated' ORDER BY seq`);
    expect(changes.map(({ data }) => data)).toEqual([5, 2, 4, null].map((maxRunning) => ({ name: 'default', maxRunning })));
  });

  test('is never exceeded by claims that come at once, and a slot is free again when its attempt has ended', async () => {
    for (let i = 0; i < 12; i++) await bench.queued();
    acceptedId(await update({ maxRunning: 3 }));
    const runners = await Promise.all(Array.from({ length: 6 }, (_, i) => bench.runner(`r${i}`)));
    await bench.warm();
    const claimed = (await Promise.all(runners.map(async (runner) => (await runner.claim(2)).map((attempt) => ({ runner, attempt }))))).flat();
    expect(claimed).toHaveLength(3);
    expect(await slots(bench.defaultQueue)).toEqual({ free: 0, taken: 3, surplus: 0 });
    acceptedId(await update({ maxRunning: 2 }));
    for (const { runner, attempt } of claimed.slice(0, 1)) await runner.finish(attempt);
    expect((await Promise.all(runners.map((runner) => runner.claim(2)))).flat()).toEqual([]);
    for (const { runner, attempt } of claimed.slice(1, 2)) await runner.finish(attempt);
    await reap(bench.engine);
    expect(await slots(bench.defaultQueue)).toEqual({ free: 1, taken: 1, surplus: 0 });
    const more = (await Promise.all(runners.map((runner) => runner.claim(2)))).flat();
    expect(more).toHaveLength(1);
    await expectContent(bench);
  });

  test('a limit that changes while attempts end loses no slot and makes none too many', async () => {
    for (let i = 0; i < 30; i++) await bench.queued();
    const runner = await bench.runner('r');
    const running = [...(await runner.claim(30))];
    expect(running).toHaveLength(30);
    await bench.warm();
    const limits = [20, 5, null, 12, 1, 25, 8, 3, null, 10] as const;
    const ending = running.slice(0, 20);
    for (const maxRunning of limits) await Promise.all([update({ maxRunning }), runner.report(ending.splice(0, 2).map((attempt) => runner.finishItem(attempt)))]);
    // Where the last limit came before the ends beside it, what runs beyond it moves into the places within.
    await reap(bench.engine);
    expect(await slots(bench.defaultQueue)).toEqual({ free: 0, taken: 10, surplus: 0 });
    expect(await bench.sql(`SELECT a.id FROM attempt a WHERE a.state <> 'ENDED' AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.attempt_id = a.id)`)).toEqual([]);
    for (const attempt of running.slice(20)) await runner.finish(attempt);
    expect(await slots(bench.defaultQueue)).toEqual({ free: 10, taken: 0, surplus: 0 });
    await expectContent(bench);
  });

  test('is from 1 to 10,000, comes with a new queue, and only an admin sets it', async () => {
    const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'two-at-a-time', accepts: ['command'], maxRunning: 2 }));
    expect(await slots(queueId)).toEqual({ free: 2, taken: 0, surplus: 0 });
    for (const maxRunning of [0, -1, 1.5, 10_001, '3' as unknown as number]) await expect(update({ maxRunning })).rejects.toMatchObject({ code: 'INVALID', path: ['maxRunning'] });
    await expect(updateQueue(bench.engine, bench.as('operator'), { queueId, maxRunning: 3 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    acceptedId(await update({ maxRunning: 10_000 }));
    expect(await slots(bench.defaultQueue)).toMatchObject({ free: 10_000 });
  });
});

describe('what a queue accepts and is called', () => {
  test('changes part by part; what is so already does nothing', async () => {
    expect(await update({})).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO' });
    expect(await update({ accepts: ['command'], displayName: null, maxRunning: null })).toMatchObject({ result: 'NOOP', seq: null });
    acceptedId(await update({ accepts: ['steps', 'command'], displayName: 'Everything' }));
    expect(await update({ accepts: ['command', 'steps'] })).toMatchObject({ result: 'NOOP' });
    expect(await bench.one('SELECT display_name AS name, accepts, version FROM queue WHERE id = $1', [bench.defaultQueue])).toEqual({ name: 'Everything', accepts: ['steps', 'command'], version: 2 });
    await expect(update({ accepts: [] })).rejects.toMatchObject({ code: 'INVALID', path: ['accepts'] });
  });

  test('a kind is not taken away while tasks of it wait', async () => {
    await bench.queued();
    expect(await update({ accepts: ['graph'] })).toMatchObject({ result: 'REFUSED', code: 'KIND_NOT_ACCEPTED', message: expect.stringContaining('1 of kind command') });
    await (await bench.runner('r')).take();
    acceptedId(await update({ accepts: ['graph'] }));
  });
});

describe('steps tasks and paused runs', () => {
  /** A run of one task that is made a steps task for a deck, as far as its queue looks at it. */
  async function stepsTask(): Promise<{ runId: string; taskId: string }> {
    const runId = acceptedId(await createRun(bench.engine, bench.as(), { definition: { tasks: [{ node: 'a', spec: SPEC }] }, enqueue: false }));
    const { id } = await bench.one<{ id: string }>('SELECT id FROM task WHERE run_id = $1', [runId]);
    await bench.sql(`UPDATE task SET spec_kind = 'steps', spec = '{"kind":"steps","deck":"bench"}' WHERE id = $1`, [id]);
    return { runId, taskId: id };
  }

  test('a steps task enters the lab, of which one runs at a time, and waits there for its deck', async () => {
    const { taskId } = await stepsTask();
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId }));
    expect(await bench.one('SELECT q.name, i.deck, i.held FROM queue_item i JOIN queue q ON q.id = i.queue_id')).toEqual({ name: 'lab', deck: 'bench', held: false });
    const lab = await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'lab' AND max_running = 1`);
    expect(await slots(lab.id)).toEqual({ free: 1, taken: 0, surplus: 0 });
    const command = await bench.queued();
    expect(await bench.one('SELECT deck FROM queue_item WHERE task_id = $1', [command])).toEqual({ deck: null });
  });

  test('what enters a queue while its run is paused is held, and let go with the run', async () => {
    const { runId, taskId } = await stepsTask();
    await bench.sql('UPDATE run SET paused = true WHERE id = $1', [runId]);
    acceptedId(await enqueueTask(bench.engine, bench.as(), { taskId }));
    const held = () => bench.one('SELECT held FROM queue_item WHERE task_id = $1', [taskId]);
    expect(await held()).toEqual({ held: true });
    expect(await bench.engine.db.transaction((tx) => holdItemsOfRun(tx, runId, false))).toEqual([taskId]);
    expect(await held()).toEqual({ held: false });
    expect(await bench.engine.db.transaction((tx) => holdItemsOfRun(tx, runId, false))).toEqual([]);
    expect(await bench.engine.db.transaction((tx) => holdItemsOfRun(tx, runId, true))).toEqual([taskId]);
  });

  test('the queues of a fresh database are made once, whoever starts', async () => {
    await Promise.all(Array.from({ length: 4 }, () => seedRows(bench.engine)));
    expect(await bench.sql('SELECT name, accepts, max_running AS "maxRunning" FROM queue ORDER BY name')).toEqual([{ name: 'default', accepts: ['command'], maxRunning: null }, { name: 'graph', accepts: ['graph'], maxRunning: null }, { name: 'lab', accepts: ['steps'], maxRunning: 1 }]);
    expect(await bench.one('SELECT count(*)::int AS n FROM slot')).toEqual({ n: 1 });
  });
});
