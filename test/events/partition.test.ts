// Partitions of the log: made ahead of the writers, dropped behind the readers, never in the writers' way.
import { describe, expect, test } from 'vitest';
import { EVENT_KINDS } from '../../src/domain/event/kind.ts';
import { PARTITION_UNIT } from '../../src/domain/retention/event-partition.ts';
import { REMOVALS_PER_ROUND } from '../../src/engine/retention/compact.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { matchesFilter } from '../../src/events/event-match.ts';
import { allocatedSeq } from '../../src/store/event/allocated-seq.store.ts';
import { ensurePartitions } from '../../src/store/event/ensure-partitions.store.ts';
import type { EventFilter } from '../../src/store/event/event-filter.store.ts';
import { logMeta } from '../../src/store/event/log-meta.store.ts';
import { listPartitions } from '../../src/store/event/partition-list.store.ts';
import { SCAN_WINDOW, scanEvents } from '../../src/store/event/scan-events.store.ts';
import { ageEvents, compact, moveTo } from './aged-log.ts';
import { eventGround, rollBackEvents, writeEvents } from './event-ground.ts';

const wish = (ahead: number, retentionDays = 30) => ({ ahead, retentionDays });

describe('partitions of the log', () => {
  test('concurrent callers make each missing partition once, and it takes events like the first ones', async () => {
    await using ground = await eventGround();
    const made = await Promise.all([1, 2, 3, 4].map(() => ground.db.transaction((tx) => ensurePartitions(tx, wish(3)))));
    expect(made.flat().toSorted()).toEqual(['event_p2', 'event_p3']);
    await moveTo(ground.db, 3 * PARTITION_UNIT);
    const rows = await writeEvents(ground.db, 2);
    expect(rows.map((row) => row.seq)).toEqual([3 * PARTITION_UNIT + 1, 3 * PARTITION_UNIT + 2]);
    const { rows: plan } = await ground.db.pool.query(`SELECT indexdef FROM pg_indexes WHERE tablename = 'event_p3'`);
    expect(plan).toHaveLength(3);
  });

  test('they are made while a writer is in the middle of its transaction, and the writer goes on', async () => {
    await using ground = await eventGround();
    await ground.db.transaction(async (tx) => {
      await writeEvents(tx, 1);
      expect(await ground.db.transaction((other) => ensurePartitions(other, wish(2)))).toEqual(['event_p2']);
      await writeEvents(tx, 1);
    });
    expect(await allocatedSeq(ground.db)).toBe(2);
  });

  test('an expired partition goes and the floor rises; the one in use and young ones stay', async () => {
    await using ground = await eventGround();
    await ground.db.transaction((tx) => ensurePartitions(tx, wish(3)));
    await writeEvents(ground.db, 1);
    await moveTo(ground.db, PARTITION_UNIT + 5);
    await writeEvents(ground.db, 1);
    await moveTo(ground.db, 2 * PARTITION_UNIT + 5);
    expect(await compact(ground.db)).toEqual([]);
    await ageEvents(ground.db, { upTo: PARTITION_UNIT, days: 2 });
    expect(await compact(ground.db)).toEqual(['event_p0']);
    expect((await logMeta(ground.db)).floor).toBe(PARTITION_UNIT - 1);
    await ageEvents(ground.db, { upTo: 2 * PARTITION_UNIT, days: 1 });
    expect(await compact(ground.db)).toEqual(['event_p1']);
    expect((await logMeta(ground.db)).floor).toBe(2 * PARTITION_UNIT - 1);
    expect((await listPartitions(ground.db)).map((one) => one.name)).toEqual(['event_p2', 'event_p3']);
    expect(await ground.db.pool.query(`SELECT relname FROM pg_class WHERE relname IN ('event_p0', 'event_p1')`)).toMatchObject({ rows: [] });
  });

  test('of a partition that waits for its removal no row is deleted one by one', async () => {
    await using ground = await eventGround();
    await ground.db.transaction((tx) => ensurePartitions(tx, wish(REMOVALS_PER_ROUND + 3)));
    for (let n = 0; n <= REMOVALS_PER_ROUND + 1; n++) {
      await moveTo(ground.db, n * PARTITION_UNIT + 5);
      await writeEvents(ground.db, 3);
    }
    await moveTo(ground.db, (REMOVALS_PER_ROUND + 2) * PARTITION_UNIT + 5);
    await ageEvents(ground.db, { upTo: (REMOVALS_PER_ROUND + 2) * PARTITION_UNIT, days: 3 });
    const last = await writeEvents(ground.db, 3);
    await ageEvents(ground.db, { upTo: last[1]!.seq, days: 3 });
    expect(await compact(ground.db)).toHaveLength(REMOVALS_PER_ROUND);
    expect((await logMeta(ground.db)).floor).toBe(last[1]!.seq);
    const rows = async (): Promise<unknown> => (await ground.db.pool.query('SELECT (seq / $1::bigint)::int AS partition, count(*)::int AS n FROM event GROUP BY 1 ORDER BY 1', [PARTITION_UNIT])).rows;
    const trimmed = { partition: REMOVALS_PER_ROUND + 2, n: 1 };
    expect(await rows()).toEqual([{ partition: REMOVALS_PER_ROUND, n: 3 }, { partition: REMOVALS_PER_ROUND + 1, n: 3 }, trimmed]);
    expect(await compact(ground.db)).toHaveLength(2);
    expect(await rows()).toEqual([trimmed]);
  });

  test('a quiet log forgets by time as well: what is overdue is deleted up to the last expired event, out of the partition in use', async () => {
    await using ground = await eventGround();
    const old = await writeEvents(ground.db, 40);
    const young = await writeEvents(ground.db, 2);
    await ageEvents(ground.db, { upTo: old.at(-1)!.seq, days: 1 });
    await ageEvents(ground.db, { upTo: 20, days: 1 });
    expect(await compact(ground.db, { eventRetentionDays: 2 })).toEqual([]);
    expect((await logMeta(ground.db)).floor).toBe(0);
    expect(await compact(ground.db)).toEqual([]);
    expect((await logMeta(ground.db)).floor).toBe(40);
    expect((await scanEvents(ground.db, { after: 40, upTo: 42, filter: {}, limit: 100 })).rows).toEqual(young);
    expect(await ground.db.pool.query('SELECT count(*)::int AS n FROM event')).toMatchObject({ rows: [{ n: 2 }] });
    expect((await writeEvents(ground.db, 1)).map(({ seq }) => seq)).toEqual([43]);
  });

  test('what was left behind by rolled back transactions and jumps of numbers does not keep events from being forgotten', async () => {
    await using ground = await eventGround();
    await rollBackEvents(ground.db, 5);
    await writeEvents(ground.db, 1);
    await moveTo(ground.db, 700_000);
    const [last] = await writeEvents(ground.db, 1);
    await ageEvents(ground.db, { upTo: 6, days: 3 });
    await compact(ground.db);
    const { floor } = await logMeta(ground.db);
    expect(floor).toBeGreaterThanOrEqual(6);
    expect((await scanEvents(ground.db, { after: floor, upTo: last!.seq, filter: { taskId: last!.taskId! }, limit: 1 })).rows).toEqual([last]);
    expect(await ground.db.pool.query('SELECT count(*)::int AS n FROM event')).toMatchObject({ rows: [{ n: 1 }] });
  });

  test('while a transaction may still write below it the floor stays, and nobody who writes waits', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 1);
    await ageEvents(ground.db, { upTo: 1, days: 9 });
    await moveTo(ground.db, PARTITION_UNIT - 2);
    const late = uuidv7();
    await ground.db.transaction(async (tx) => {
      const [event] = await writeEvents(tx, 1, { taskId: late });
      await moveTo(ground.db, PARTITION_UNIT + 5);
      await writeEvents(ground.db, 1);
      expect(await compact(ground.db)).toEqual([]);
      expect((await logMeta(ground.db)).floor).toBe(0);
      expect(event!.seq).toBe(PARTITION_UNIT - 1);
    });
    expect(await compact(ground.db)).toEqual([]);
    const { floor } = await logMeta(ground.db);
    expect(floor).toBeLessThan(PARTITION_UNIT - 1);
    expect((await scanEvents(ground.db, { after: floor, upTo: 2 * PARTITION_UNIT, filter: { kinds: ['task.moved'], taskId: late }, limit: 9 })).rows).toHaveLength(1);
    await ageEvents(ground.db, { upTo: PARTITION_UNIT, days: 2 });
    expect(await compact(ground.db)).toEqual(['event_p0']);
  });

  test('a busy log gets larger partitions, twice the newest at most, and a quiet one keeps the smallest', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 1);
    await ground.db.pool.query(`UPDATE event SET at = at - interval '20 minutes'`);
    await moveTo(ground.db, PARTITION_UNIT);
    await ground.db.transaction((tx) => ensurePartitions(tx, wish(2)));
    expect((await listPartitions(ground.db)).map(({ name, last }) => [name, last])).toEqual([
      ['event_p0', PARTITION_UNIT - 1], ['event_p1', 2 * PARTITION_UNIT - 1], ['event_p2', 4 * PARTITION_UNIT - 1], ['event_p4', 6 * PARTITION_UNIT - 1],
    ]);
    await ageEvents(ground.db, { upTo: 1, days: 100 });
    await ground.db.transaction((tx) => ensurePartitions(tx, wish(3)));
    expect((await listPartitions(ground.db)).at(-1)).toMatchObject({ name: 'event_p6', first: 6 * PARTITION_UNIT, last: 7 * PARTITION_UNIT - 1 });
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
    const fields = { kinds: [EVENT_KINDS[0]], subjectId: a, taskId: a, runId: a, queueId: a, projectId: a, reach: [b] } satisfies EventFilter;
    const names = Object.keys(fields) as (keyof typeof fields)[];
    for (let mask = 0; mask < 128; mask++) {
      const filter: EventFilter = Object.fromEntries(names.filter((_, i) => mask & (1 << i)).map((name) => [name, fields[name]]));
      const { rows } = await scanEvents(ground.db, { ...range, filter });
      expect(rows, JSON.stringify(filter)).toEqual(all.filter((one) => matchesFilter(filter, one)));
    }
    expect((await scanEvents(ground.db, { ...range, filter: { kinds: [] } })).rows).toEqual([]);
  });

  test('goes no further than its limit, its end and its window, and says how far it got', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 10);
    await moveTo(ground.db, 2 * SCAN_WINDOW);
    const taskId = uuidv7();
    const [last] = await writeEvents(ground.db, 1, { taskId, kind: 'task.held' });
    const scan = (after: number, filter: EventFilter, limit = 100) => scanEvents(ground.db, { after, upTo: last!.seq, filter, limit });
    expect(await scan(2, {}, 3)).toMatchObject({ upTo: 5, floor: 0, rows: [{ seq: 3 }, { seq: 4 }, { seq: 5 }] });
    expect(await scan(10, { kinds: ['task.held'] })).toMatchObject({ upTo: 10 + SCAN_WINDOW, rows: [] });
    expect(await scan(10 + SCAN_WINDOW, { kinds: ['task.held'] })).toMatchObject({ upTo: last!.seq, rows: [last] });
    expect(await scan(10, { taskId })).toMatchObject({ upTo: last!.seq, rows: [last] });
  });
});
