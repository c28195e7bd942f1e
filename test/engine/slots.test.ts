// Slots: a queue with a limit runs no more than that at a time, a deck works for one task at a time, and whoever holds one gives it back.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pauseRun, resumeRun } from '../../src/engine/run/pause-run.service.ts';
import { createQueue, updateQueue } from '../../src/engine/queue/queue.service.ts';
import { addQueueBarrier, removeQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { reap } from '../../src/engine/reaper.ts';
import { benchDeck, type BenchRunner } from './bench-runner.ts';
import { EngineBench, acceptedId, expectContent } from './engine-bench.ts';

let bench: EngineBench;

beforeEach(async () => void (bench = await EngineBench.open({ poolSize: 12 })));
afterEach(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

async function limitedQueue(maxRunning: number): Promise<string> {
  return acceptedId(await createQueue(bench.engine, bench.as(), { name: 'narrow', accepts: ['command'], maxRunning }));
}

async function running(queueId: string): Promise<number> {
  return (await bench.one<{ n: number }>(`SELECT count(*)::int AS n FROM attempt WHERE state <> 'ENDED' AND returned_item->>'queueId' = $1`, [queueId])).n;
}

describe('a queue with a limit', () => {
  test('hands out as much as may run; an end, a loss and a hand-back make room for the next', async () => {
    const queueId = await limitedQueue(2);
    for (let i = 0; i < 6; i++) await bench.queued({}, { queueId });
    const [a, b] = await Promise.all(['a', 'b'].map((name) => bench.runner(name, { queues: ['narrow'] })));
    const [first] = await a!.claim(1);
    expect(await b!.claim(5)).toHaveLength(1);
    expect(await a!.claim(5)).toEqual([]);
    await a!.finish(first!);
    const [third] = await a!.claim(5);
    await a!.finish(third!, { by: 'HANDED_BACK', message: '' });
    expect(await a!.claim(5)).toHaveLength(1);
    await bench.expire('b');
    expect(await a!.claim(5)).toHaveLength(1);
    expect(await running(queueId)).toBe(2);
  });

  test('never runs more than its limit, however many claim at once', async () => {
    const queueId = await limitedQueue(3);
    for (let i = 0; i < 60; i += 10) await Promise.all(Array.from({ length: 10 }, () => bench.queued({}, { queueId })));
    const runners = await Promise.all(Array.from({ length: 8 }, (_, i) => bench.runner(`r${i}`, { queues: ['narrow'] })));
    await bench.warm();
    let most = 0;
    const work = async (runner: BenchRunner): Promise<number> => {
      let done = 0;
      for (;;) {
        const attempts = await runner.claim(2);
        most = Math.max(most, await running(queueId));
        for (const attempt of attempts) await runner.finish(attempt);
        done += attempts.length;
        if (attempts.length === 0 && (await bench.sql(`SELECT 1 FROM task WHERE status <> 'completed' LIMIT 1`)).length === 0) return done;
      }
    };
    const shares = await Promise.all(runners.map(work));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(60);
    expect(most).toBeLessThanOrEqual(3);
    expect(await bench.sql(`SELECT attempt_id FROM slot WHERE resource_id = $1`, [queueId])).toEqual([1, 2, 3].map(() => ({ attempt_id: null })));
  });

  test('whose limit is lowered lets what runs go on, and starts nothing until enough of it has ended, in whatever order it ends', async () => {
    const queueId = await limitedQueue(3);
    for (let i = 0; i < 8; i++) await bench.queued({}, { queueId });
    const runner = await bench.runner('r', { queues: ['narrow'] });
    const attempts = [...(await runner.claim(3))];
    acceptedId(await updateQueue(bench.engine, bench.as(), { queueId, maxRunning: 2 }));
    for (const limit of [2, 1]) {
      acceptedId(await updateQueue(bench.engine, bench.as(), { queueId, ...(limit === 1 ? { maxRunning: 1 } : { maxRunning: 2, displayName: 'two' }) }));
      while (attempts.length >= limit) {
        await reap(bench.engine);
        expect(await runner.claim(5), `with ${attempts.length} running of ${limit}`).toEqual([]);
        await runner.finish(attempts.shift()!);
      }
      await reap(bench.engine);
      attempts.push(...(await runner.claim(5)));
      expect(await running(queueId)).toBe(limit);
    }
    expect(await bench.sql(`SELECT n FROM slot WHERE resource_id = $1`, [queueId])).toHaveLength(1);
    acceptedId(await updateQueue(bench.engine, bench.as(), { queueId, maxRunning: null }));
    expect(await runner.claim(5)).not.toEqual([]);
    expect(await bench.sql(`SELECT n FROM slot WHERE resource_id = $1`, [queueId])).toEqual([]);
  });
});

describe('a deck', () => {
  test('works for one task at a time, whichever queues they come from, and is free again after an end and after a loss', async () => {
    const other = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'other', accepts: ['steps'] }));
    const runner = await bench.runner('lab', { decks: [benchDeck()], queues: ['lab', 'other'] });
    const first = await bench.stepsTask();
    const second = await bench.stepsTask({}, { queueId: other });
    const attempt = await runner.take('bench');
    expect(attempt.taskId).toBe(first);
    expect(await runner.claim(0, ['bench'])).toEqual([]);
    await runner.finish(attempt, { by: 'DONE' });
    expect((await runner.take('bench')).taskId).toBe(second);
    expect(await runner.claim(0, ['bench'])).toEqual([]);
    await bench.expire('lab');
    const back = await bench.runner('lab', { decks: [benchDeck()], queues: ['lab', 'other'] });
    expect((await back.take('bench')).taskId).toBe(second);
  });

  test('is one claim\'s of many at once, and one task starts', async () => {
    await bench.sql(`UPDATE queue SET max_running = NULL WHERE name = 'lab'`);
    await bench.sql(`DELETE FROM slot WHERE resource_kind = 'QUEUE'`);
    await bench.sql(`UPDATE event SET data = data || '{"maxRunning": null}' WHERE kind = 'queue.created'`);
    const runner = await bench.runner('lab', { decks: [benchDeck()] });
    for (let i = 0; i < 5; i++) await bench.stepsTask();
    await bench.warm();
    const answers = await Promise.all(Array.from({ length: 20 }, () => runner.claim(0, ['bench'])));
    expect(answers.flat()).toHaveLength(1);
  });

  test('a task for another deck that stands before does not stand in the way; a barrier and a paused run do', async () => {
    const runner = await bench.runner('lab', { decks: [benchDeck('a'), benchDeck('b')] });
    const lab = (await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'lab'`)).id;
    acceptedId(await updateQueue(bench.engine, bench.as(), { queueId: lab, maxRunning: 2 }));
    const forA = await bench.stepsTask({ deck: 'a' });
    const forB = await bench.stepsTask({ deck: 'b' });
    const barrier = acceptedId(await addQueueBarrier(bench.engine, bench.as(), { queueId: lab, to: { at: 'FRONT' } }));
    expect(await runner.claim(1, ['a', 'b'])).toEqual([]);
    acceptedId(await removeQueueBarrier(bench.engine, bench.as(), { itemId: barrier }));
    const { run_id: runId } = await bench.one<{ run_id: string }>('SELECT run_id FROM task WHERE id = $1', [forB]);
    acceptedId(await pauseRun(bench.engine, bench.as(), { runId }));
    expect(await runner.claim(1, ['b'])).toEqual([]);
    acceptedId(await resumeRun(bench.engine, bench.as(), { runId }));
    expect((await runner.claim(1, ['b'])).map((one) => one.taskId)).toEqual([forB]);
    expect((await runner.claim(1, ['a', 'b'])).map((one) => one.taskId)).toEqual([forA]);
  });
});
