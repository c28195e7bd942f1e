// What waits for the lock of a queue while it is paused: every way to take something out of a queue sees the pause that it waited for.
import { describe, expect, test } from 'vitest';
import { handOut } from '../../src/engine/external/hand-out.service.ts';
import { pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import type { Database } from '../../src/store/database.ts';
import { lockQueueExclusive } from '../../src/store/write/queue-write.store.ts';
import { benchDeck, openBenchRunner } from './bench-runner.ts';
import { acceptedId, EngineBench, expectContent, openDatabase } from './engine-bench.ts';

/** Until so many transactions of the bench's database wait for an advisory lock. */
async function waitingForQueue(bench: EngineBench, n: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { waiting } = await bench.one<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'`);
    if (waiting >= n) return;
    if (Date.now() > deadline) throw new Error(`${waiting} of ${n} transactions wait for the queue's lock`);
  }
}

/** Lets a pause of a queue, and `work` behind it, wait for its lock; gives back what the work brought when the pause had gone first. */
async function behindPause<T>(bench: EngineBench, queueId: string, work: () => Promise<T>): Promise<T> {
  const { pause, brought } = await bench.engine.db.transaction(async (tx) => {
    await lockQueueExclusive(tx, queueId);
    const pause = pauseQueue(bench.engine, bench.as(), { queueId });
    await waitingForQueue(bench, 1);
    const brought = work();
    await waitingForQueue(bench, 2);
    return { pause, brought };
  });
  acceptedId(await pause);
  return brought;
}

describe.each(['read committed', 'repeatable read', 'serializable'])('in a database whose transactions are %s unless they say otherwise, a pause is seen by', (isolation) => {
  async function pausing(body: (bench: EngineBench, db: Database) => Promise<void>): Promise<void> {
    await using bench = await EngineBench.open();
    await bench.sql(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = %L', current_database(), '${isolation}'); END $$`);
    const db = await openDatabase(bench.url, 4);
    try {
      await body(bench, db);
      expect(await bench.sql(`SELECT id FROM attempt WHERE state <> 'ENDED'`)).toEqual([]);
      await expectContent(bench);
    } finally {
      await db.close();
    }
  }

  test('claims of runners that were read before, and of those that are remembered', () => pausing(async (bench, db) => {
    const engine = { ...bench.engine, db, clock: { now: () => 0 } };
    for (let i = 0; i < 3; i++) await bench.queued();
    const runner = await openBenchRunner(engine, 'r');
    expect(await behindPause(bench, bench.defaultQueue, () => runner.claim(1))).toEqual([]);
    acceptedId(await resumeQueue(bench.engine, bench.as(), { queueId: bench.defaultQueue }));
    await runner.finish(await runner.take());
    expect(await behindPause(bench, bench.defaultQueue, () => runner.claim(1))).toEqual([]);
  }));

  test('claims for a deck', () => pausing(async (bench, db) => {
    const runner = await openBenchRunner({ ...bench.engine, db }, 'r', { decks: [benchDeck()] });
    await bench.stepsTask();
    const { id } = await bench.one<{ id: string }>(`SELECT id FROM queue WHERE name = 'lab'`);
    expect(await behindPause(bench, id, () => runner.claim(0, ['bench']))).toEqual([]);
  }));

  test('hand-outs to workers outside', () => pausing(async (bench, db) => {
    await bench.queued();
    expect(await behindPause(bench, bench.defaultQueue, () => handOut({ ...bench.engine, db }, bench.as('operator'), { queueId: bench.defaultQueue, worker: { name: 'outside' } }))).toBeNull();
  }));
});
