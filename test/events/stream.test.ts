// Streams on a real log: everything after a cursor once, caughtUp once, and a typed error where that cannot be.
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/domain/event/cursor.ts';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { BACKLOG_PAGE } from '../../src/events/backlog.ts';
import { StreamError } from '../../src/events/stream-error.ts';
import type { StreamItem } from '../../src/events/stream.ts';
import { ensurePartitions } from '../../src/store/event/ensure-partitions.store.ts';
import { PARTITION_UNIT } from '../../src/domain/retention/event-partition.ts';
import { ageEvents, compact } from './aged-log.ts';
import { eventGround, type Ground, until, writeEvents } from './event-ground.ts';

describe('a stream', () => {
  test('gives caughtUp once and first when there is nothing after its cursor, then the live events', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const stream = room.stream.open({ after: room.stream.now(), filter: {} });
    expect(await take(stream, 1)).toEqual([{ type: 'caughtUp', cursor: room.stream.now() }]);
    const rows = await writeEvents(ground.db, 2);
    room.offer(rows);
    expect(events(await take(stream, 2))).toEqual(rows);
    await stream.return?.();
  });

  test('gives a backlog of many pages from the log, caughtUp once, and what comes meanwhile and later', async () => {
    await using ground = await eventGround();
    const old = await writeEvents(ground.db, 2 * BACKLOG_PAGE + 200);
    const room = await ground.room({ ringCapacity: 10 });
    const stream = room.stream.open({ after: room.stream.cursorAt(old[4]!.seq), filter: {} });
    const items = await take(stream, 100);
    const meanwhile = await writeEvents(ground.db, 50);
    room.offer(meanwhile);
    items.push(...(await take(stream, old.length - 5 + 50 + 1 - 100)));
    const later = await writeEvents(ground.db, 3);
    room.offer(later);
    items.push(...(await take(stream, 3)));
    expect(events(items).map((one) => one.seq)).toEqual([...old.slice(5), ...meanwhile, ...later].map((one) => one.seq));
    expect(items.filter((item) => item.type === 'caughtUp')).toHaveLength(1);
    const caughtUp = items.findIndex((item) => item.type === 'caughtUp');
    expect(caughtUp).toBeGreaterThanOrEqual(old.length - 5);
    await stream.return?.();
  });

  test('without a cursor it begins at the call, not at the first read', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    room.offer(await writeEvents(ground.db, 1));
    const stream = room.stream.open({ after: null, filter: {} });
    const rows = await writeEvents(ground.db, 1);
    room.offer(rows);
    const items = await take(stream, 2);
    expect(items[0]!.type).toBe('caughtUp');
    expect(events(items)).toEqual(rows);
    await stream.return?.();
  });

  test('filters the scanned part and the live part alike', async () => {
    await using ground = await eventGround();
    const room = await ground.room({ ringCapacity: 2 });
    const taskId = uuidv7();
    const write = async () => {
      const wanted = await writeEvents(ground.db, 2, { taskId, kind: 'task.held' });
      const others = [await writeEvents(ground.db, 2, { taskId, kind: 'task.moved' }), await writeEvents(ground.db, 2, { kind: 'task.held' })];
      room.offer([...wanted, ...others.flat()]);
      return wanted;
    };
    const scanned = await write();
    const stream = room.stream.open({ after: room.stream.cursorAt(0), filter: { taskId, kinds: ['task.held'] } });
    const before = await take(stream, 3);
    const live = await write();
    expect(events([...before, ...(await take(stream, 2))])).toEqual([...scanned, ...live]);
    await stream.return?.();
  });

  test('a reader that falls behind is cut off with the cursor to resume from, and misses nothing there', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const stream = room.stream.open({ after: null, filter: {}, bufferLimit: 5 });
    const rows = await writeEvents(ground.db, 30);
    await take(stream, 1);
    const first = stream.next();
    await until('the reader is live', () => room.hub.size === 1);
    room.offer(rows.slice(0, 2));
    expect(await first).toMatchObject({ value: { event: { seq: rows[0]!.seq } } });
    room.offer(rows.slice(2));
    const error = await faultOf(stream.next());
    expect(error.code).toBe('LAGGED');
    expect(error.cursor).toBe(room.stream.cursorAt(rows[0]!.seq));
    expect(room.hub.size).toBe(0);
    const again = room.stream.open({ after: error.cursor, filter: {} });
    expect(events(await take(again, 30)).map((one) => one.seq)).toEqual(rows.slice(1).map((one) => one.seq));
    await again.return?.();
  });

  test('return and the signal end it at once while a read waits, and leave nothing behind', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const abort = new AbortController();
    const [one, two] = [room.stream.open({ after: null, filter: {} }), room.stream.open({ after: null, filter: {}, signal: abort.signal })];
    await Promise.all([one.next(), two.next()]);
    const waiting = [one.next(), two.next()];
    await until('both live', () => room.hub.size === 2);
    await one.return?.();
    abort.abort();
    expect(await Promise.all(waiting)).toEqual([{ done: true, value: undefined }, { done: true, value: undefined }]);
    expect(room.hub.size).toBe(0);
  });

  test('a cursor that this replica has not reached yet is waited for, and its events are not given again', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const held = await ground.db.pool.connect();
    await held.query('BEGIN');
    await held.query(`INSERT INTO event (kind, subject_id, data) VALUES ('task.held', gen_random_uuid(), '{}')`);
    const [row] = await writeEvents(ground.db, 1);
    expect(room.tail.horizon).toBeLessThan(row!.seq);
    const stream = room.stream.open({ after: room.stream.cursorAt(row!.seq), filter: {} });
    expect(await take(stream, 1)).toEqual([{ type: 'caughtUp', cursor: room.stream.cursorAt(row!.seq) }]);
    const next = stream.next();
    await held.query('COMMIT');
    held.release();
    const later = await writeEvents(ground.db, 1);
    expect(await next).toMatchObject({ value: { event: { seq: later[0]!.seq } } });
    await stream.return?.();
  });
});

describe('a cursor', () => {
  test('that was not made here is MALFORMED', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    for (const after of ['', 'x', 'not a cursor', btoa('2.a.b'), 'é'.repeat(10), 'a'.repeat(10_000)]) {
      const error = await faultOf(room.stream.open({ after, filter: {} }).next());
      expect(error).toMatchObject({ code: 'MALFORMED', cursor: null });
    }
  });

  test('of another log, or of a number never given out, is CURSOR_EXPIRED', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    for (const cursor of [{ logId: uuidv7(), seq: 0 }, { logId: room.logId, seq: 12_345 }]) {
      const error = await faultOf(room.stream.open({ after: encodeCursor(cursor), filter: {} }).next());
      expect(error).toMatchObject({ code: 'CURSOR_EXPIRED', cursor: room.stream.cursorAt(0) });
    }
  });

  test('below a dropped partition is CURSOR_EXPIRED with the oldest one that will do, and that one does', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 3);
    const kept = await skipToSecondPartition(ground, 2);
    const room = await ground.room();
    await ageEvents(ground.db, { upTo: PARTITION_UNIT, days: 2 });
    // A round leaves for the next one what is in use; PostgreSQL's own cleaning is enough.
    await until('the partition is dropped', async () => (await compact(ground.db)).includes('event_p0'));
    const error = await faultOf(room.stream.open({ after: room.stream.cursorAt(2), filter: {} }).next());
    expect(error.code).toBe('CURSOR_EXPIRED');
    expect(decodeCursor(error.cursor!)).toEqual({ logId: room.logId, seq: PARTITION_UNIT - 1 });
    const stream = room.stream.open({ after: error.cursor, filter: {} });
    expect(events(await take(stream, 3))).toEqual(kept);
    await stream.return?.();
  });

  test('that retention overtakes in the middle of a scan is CURSOR_EXPIRED then, not silence', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, BACKLOG_PAGE + 100);
    await skipToSecondPartition(ground, 2);
    const room = await ground.room();
    const stream = room.stream.open({ after: room.stream.cursorAt(0), filter: {} });
    await take(stream, BACKLOG_PAGE);
    await ageEvents(ground.db, { upTo: PARTITION_UNIT, days: 2 });
    expect(await compact(ground.db)).toEqual(['event_p0']);
    expect((await faultOf(stream.next())).code).toBe('CURSOR_EXPIRED');
  });
});

describe('resuming into a group', () => {
  test('the reader has had everything up to the hub when join is called, which is once', async () => {
    await using ground = await eventGround();
    const old = await writeEvents(ground.db, BACKLOG_PAGE + 20);
    const room = await ground.room({ ringCapacity: 5 });
    const had: LoggedEvent[] = [];
    const calls: string[] = [];
    const leave = await room.stream.resume({
      after: room.stream.cursorAt(0),
      filter: {},
      async onEvent(event) {
        had.push(event);
        // The log grows while the reader reads, as it does in life.
        if (event.seq === 3) room.offer(await writeEvents(ground.db, 7));
      },
      onCaughtUp: (cursor) => void calls.push(`caughtUp ${decodeCursor(cursor)!.seq >= old.length}`),
      join(at) {
        calls.push(`join ${at === room.hub.position} ${had.at(-1)!.seq === at}`);
        return room.hub.subscribe({}, (event) => had.push(event));
      },
    });
    room.offer(await writeEvents(ground.db, 2));
    expect(calls).toEqual(['caughtUp true', 'join true true']);
    expect(had.map((event) => event.seq)).toEqual(Array.from({ length: old.length + 9 }, (_, i) => i + 1));
    leave?.();
  });

  test('a signal before the end means no join, and an error of the reader is the error of the resumption', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 3);
    const room = await ground.room();
    const abort = new AbortController();
    const never = () => expect.unreachable();
    const start = { after: room.stream.cursorAt(0), filter: {}, onCaughtUp: never, join: never };
    expect(await room.stream.resume({ ...start, signal: abort.signal, onEvent: () => abort.abort() })).toBeUndefined();
    const failing = room.stream.resume({ ...start, onEvent: () => Promise.reject(new Error('socket gone')) });
    await expect(failing).rejects.toThrow('socket gone');
    await expect(room.stream.resume({ ...start, after: '?', onEvent: never })).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});

async function take(stream: AsyncIterator<StreamItem>, count: number): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  while (items.length < count) {
    const next = await stream.next();
    if (next.done) throw new Error(`the stream ended after ${items.length} items`);
    items.push(next.value);
  }
  return items;
}

function events(items: readonly StreamItem[]): LoggedEvent[] {
  return items.flatMap((item) => (item.type === 'event' ? [item.event] : []));
}

async function faultOf(next: Promise<unknown>): Promise<StreamError> {
  const error = await next.then(
    () => expect.unreachable('the stream went on'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StreamError);
  return error as StreamError;
}

/** Moves the log on, as a million events would, and writes there. */
async function skipToSecondPartition(ground: Ground, count: number): Promise<LoggedEvent[]> {
  await ground.db.pool.query(`SELECT setval(pg_get_serial_sequence('event', 'seq'), $1)`, [PARTITION_UNIT + 10]);
  await ground.db.transaction((tx) => ensurePartitions(tx, { ahead: 1, retentionDays: 30 }));
  return writeEvents(ground.db, count);
}
