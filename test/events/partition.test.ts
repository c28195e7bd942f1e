// Partitions of the log: made ahead of the writers, dropped behind the readers, never in the writers' way.
import { describe, expect, test } from 'vitest';
import { EVENT_KINDS } from '../../src/domain/event/kind.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { matchesFilter } from '../../src/events/event-match.ts';
import { allocatedSeq } from '../../src/store/event/allocated-seq.store.ts';
import { dropExpiredPartitions } from '../../src/store/event/drop-expired-partitions.store.ts';
import { ensurePartitions } from '../../src/store/event/ensure-partitions.store.ts';
import type { EventFilter } from '../../src/store/event/event-filter.store.ts';
import { logMeta } from '../../src/store/event/log-meta.store.ts';
import { listPartitions, PARTITION_SIZE } from '../../src/store/event/partition-list.store.ts';
import { SCAN_WINDOW, scanEvents } from '../../src/store/event/scan-events.store.ts';
import { eventGround, type Ground, rollBackEvents, writeEvents } from './event-ground.ts';

const SOON = () => ({ olderThan: new Date(Date.now() + 60_000) });

describe('partitions of the log', () => {
  test('concurrent callers make each missing partition once, and it takes events like the first ones', async () => {
    await using ground = await eventGround();
    const made = await Promise.all([1, 2, 3, 4].map(() => ground.db.transaction((tx) => ensurePartitions(tx, 3))));
    expect(made.flat().toSorted()).toEqual(['event_p2', 'event_p3']);
    await moveTo(ground, 3 * PARTITION_SIZE);
    const rows = await writeEvents(ground.db, 2);
    expect(rows.map((row) => row.seq)).toEqual([3 * PARTITION_SIZE + 1, 3 * PARTITION_SIZE + 2]);
    const { rows: plan } = await ground.db.pool.query(`SELECT indexdef FROM pg_indexes WHERE tablename = 'event_p3'`);
    expect(plan).toHaveLength(3);
  });

  test('they are made while a writer is in the middle of its transaction, and the writer goes on', async () => {
    await using ground = await eventGround();
    await ground.db.transaction(async (tx) => {
      await writeEvents(tx, 1);
      expect(await ground.db.transaction((other) => ensurePartitions(other, 2))).toEqual(['event_p2']);
      await writeEvents(tx, 1);
    });
    expect(await allocatedSeq(ground.db)).toBe(2);
  });

  test('an expired partition goes and the floor rises; the one in use and young ones stay', async () => {
    await using ground = await eventGround();
    await ground.db.transaction((tx) => ensurePartitions(tx, 3));
    await writeEvents(ground.db, 1);
    const drop = (olderThan: Date) => ground.db.transaction((tx) => dropExpiredPartitions(tx, { olderThan }));
    expect(await drop(SOON().olderThan)).toEqual([]);
    await moveTo(ground, PARTITION_SIZE + 5);
    await writeEvents(ground.db, 1);
    await moveTo(ground, 2 * PARTITION_SIZE + 5);
    expect(await drop(new Date(Date.now() - 60_000))).toEqual([]);
    expect(await drop(SOON().olderThan)).toEqual(['event_p0', 'event_p1']);
    expect((await logMeta(ground.db)).floor).toBe(2 * PARTITION_SIZE - 1);
    expect((await listPartitions(ground.db)).map((one) => one.n)).toEqual([2, 3]);
  });

  test('a drop that meets a busy writer gives up soon, changes nothing, and succeeds later', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 1);
    await moveTo(ground, PARTITION_SIZE + 5);
    await ground.db.transaction(async (tx) => {
      await writeEvents(tx, 1);
      const busy = ground.db.transaction((other) => dropExpiredPartitions(other, SOON()));
      await expect(busy).rejects.toMatchObject({ code: '55P03' });
      await writeEvents(tx, 1);
    });
    expect((await logMeta(ground.db)).floor).toBe(0);
    expect(await ground.db.transaction((tx) => dropExpiredPartitions(tx, SOON()))).toEqual(['event_p0']);
  });

  test('the greatest allocated number is 0 in a new log and counts what was rolled back', async () => {
    await using ground = await eventGround();
    expect(await allocatedSeq(ground.db)).toBe(0);
    await rollBackEvents(ground.db, 3);
    expect(await allocatedSeq(ground.db)).toBe(3);
  });
});

describe('a scan of the log', () => {
  test('selects exactly what the same filter lets through in memory, for every shape of filter', async () => {
    await using ground = await eventGround();
    const [a, b] = [uuidv7(), uuidv7()];
    await ground.db.pool.query(
      `INSERT INTO event (kind, subject_id, project_id, run_id, task_id, queue_id, data)
       SELECT k, s, p, r, t, q, '{}' FROM unnest($1::text[]) k, unnest($2::uuid[]) s, unnest($3::uuid[]) p, unnest($3::uuid[]) r, unnest($3::uuid[]) t, unnest($3::uuid[]) q`,
      [EVENT_KINDS.slice(0, 2), [a, b], [a, null]],
    );
    const range = { after: 0, upTo: 64, limit: 1_000 };
    const { rows: all } = await scanEvents(ground.db, { ...range, filter: {} });
    expect(all).toHaveLength(64);
    const fields = { kinds: [EVENT_KINDS[0]], subjectId: a, taskId: a, runId: a, queueId: a, projectId: a } satisfies EventFilter;
    const names = Object.keys(fields) as (keyof EventFilter)[];
    for (let mask = 0; mask < 64; mask++) {
      const filter: EventFilter = Object.fromEntries(names.filter((_, i) => mask & (1 << i)).map((name) => [name, fields[name]]));
      const { rows } = await scanEvents(ground.db, { ...range, filter });
      expect(rows, JSON.stringify(filter)).toEqual(all.filter((one) => matchesFilter(filter, one)));
    }
    expect((await scanEvents(ground.db, { ...range, filter: { kinds: [] } })).rows).toEqual([]);
  });

  test('goes no further than its limit, its end and its window, and says how far it got', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 10);
    await moveTo(ground, 2 * SCAN_WINDOW);
    const taskId = uuidv7();
    const [last] = await writeEvents(ground.db, 1, { taskId, kind: 'task.held' });
    const scan = (after: number, filter: EventFilter, limit = 100) => scanEvents(ground.db, { after, upTo: last!.seq, filter, limit });
    expect(await scan(2, {}, 3)).toMatchObject({ upTo: 5, floor: 0, rows: [{ seq: 3 }, { seq: 4 }, { seq: 5 }] });
    expect(await scan(10, { kinds: ['task.held'] })).toMatchObject({ upTo: 10 + SCAN_WINDOW, rows: [] });
    expect(await scan(10 + SCAN_WINDOW, { kinds: ['task.held'] })).toMatchObject({ upTo: last!.seq, rows: [last] });
    expect(await scan(10, { taskId })).toMatchObject({ upTo: last!.seq, rows: [last] });
  });
});

async function moveTo(ground: Ground, seq: number): Promise<void> {
  await ground.db.pool.query(`SELECT setval(pg_get_serial_sequence('event', 'seq'), $1)`, [seq]);
}
