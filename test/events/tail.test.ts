// The tail on a real log: offers, holes, stuck transactions, lost wires, and where it starts.
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../src/domain/event/event.ts';
import type { EventRoom } from '../../src/events/event-room.ts';
import { TAIL_LIMIT } from '../../src/events/tail.ts';
import { FaultProxy } from '../fault/tool/fault-proxy.ts';
import { eventGround, rollBackEvents, until, writeEvents } from './event-ground.ts';

describe('the tail', () => {
  test('offered rows that follow the horizon are delivered before offer returns, and not again by the reading', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const seen = collect(room);
    const rows = await writeEvents(ground.db, 3);
    room.offer(rows);
    expect(seen).toEqual(rows);
    const later = await writeEvents(ground.db, 1);
    await until('the poll brings what was not offered', () => seen.length === 4);
    expect(seen[3]).toEqual(later[0]);
  });

  test('rows of another process come in order, also when they are more than one reading takes', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const seen = collect(room);
    const rows = await writeEvents(ground.db, 2 * TAIL_LIMIT + 10);
    await until('all rows', () => seen.length === rows.length);
    expect(seen.map((event) => event.seq)).toEqual(rows.map((row) => row.seq));
  });

  test('a hole that a rollback left is stepped over, and the lag is over with it', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const seen = collect(room);
    await rollBackEvents(ground.db, 3);
    const [row] = await writeEvents(ground.db, 1);
    room.offer([row!]);
    expect(seen).toEqual([]);
    await until('the row behind the hole', () => seen.length === 1, 2_000);
    expect(seen).toEqual([row]);
    expect(room.health()).toMatchObject({ horizon: row!.seq, lagSeconds: 0 });
  });

  test('a row that is committed late comes before the ones that were committed while it was open', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const seen = collect(room);
    const late = await openTransaction(ground.url);
    const { rows } = await late.query<{ seq: string }>(`INSERT INTO event (kind, subject_id, data) VALUES ('task.held', gen_random_uuid(), '{}') RETURNING seq`);
    room.offer(await writeEvents(ground.db, 2));
    await until('the wait shows as lag', () => room.health().lagSeconds > 0.3);
    expect(seen).toEqual([]);
    await late.query('COMMIT');
    await until('all three', () => seen.length === 3);
    expect(seen.map((event) => event.seq)).toEqual([Number(rows[0]!.seq), Number(rows[0]!.seq) + 1, Number(rows[0]!.seq) + 2]);
    await late.end();
  });

  test('a stuck transaction of somebody else holds up only what waits behind a rolled-back number', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const seen = collect(room);
    const stuck = await openTransaction(ground.url);
    await stuck.query('SELECT pg_current_xact_id()');
    await writeEvents(ground.db, 5);
    await until('rows without a hole before them', () => seen.length === 5, 2_000);
    await rollBackEvents(ground.db, 1);
    room.offer(await writeEvents(ground.db, 1));
    await until('the wait shows as lag', () => room.health().lagSeconds > 0.5);
    expect(seen).toHaveLength(5);
    await stuck.query('ROLLBACK');
    await until('the row behind the hole', () => seen.length === 6);
    await stuck.end();
  });

  test('a start waits for the transactions that were open before it, and their rows are then found by a scan', async () => {
    await using ground = await eventGround();
    const early = await openTransaction(ground.url);
    await early.query(`INSERT INTO event (kind, subject_id, data) VALUES ('task.held', gen_random_uuid(), '{}')`);
    await writeEvents(ground.db, 1);
    let opened = false;
    const opening = ground.room().then((room) => {
      opened = true;
      return room;
    });
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_snapshot_xmin%' AND pid <> pg_backend_pid()`;
    await until('the start has looked at xmin', async () => (await ground.db.pool.query(waiting)).rows.length > 0);
    expect(opened).toBe(false);
    await early.query('COMMIT');
    const room = await opening;
    expect(room.tail.horizon).toBe(2);
    const stream = room.stream.open({ after: room.stream.cursorAt(0), filter: {} });
    const items = [await stream.next(), await stream.next(), await stream.next()].map((next) => next.value);
    expect(items.map((item) => (item?.type === 'event' ? item.event.kind : item?.type))).toEqual(['task.held', 'task.moved', 'caughtUp']);
    await early.end();
  });

  test('a start on a log that ends with rolled-back numbers begins above them', async () => {
    await using ground = await eventGround();
    await writeEvents(ground.db, 2);
    await rollBackEvents(ground.db, 4);
    const room = await ground.room();
    expect(room.tail.horizon).toBe(6);
    const seen = collect(room);
    const [row] = await writeEvents(ground.db, 1);
    room.offer([row!]);
    expect(seen).toEqual([row]);
  });

  test('while the log cannot be read health says so and the lag grows; afterwards nothing is missing', async () => {
    await using ground = await eventGround();
    let broken = false;
    const db = { query: <Row>(...args: Parameters<typeof ground.db.query>) => (broken ? Promise.reject(new Error('cut')) : ground.db.query<Row>(...args)) };
    const room = await ground.room({ db });
    const seen = collect(room);
    broken = true;
    await writeEvents(ground.db, 2);
    await until('tailing is false', () => !room.health().tailing && room.health().lagSeconds > 0.2);
    expect(ground.logged.map((line) => line.message)).toContain('the event log could not be read; trying again');
    broken = false;
    await until('both rows', () => seen.length === 2);
    expect(room.health()).toMatchObject({ tailing: true, lagSeconds: 0 });
  });
});

describe('a log that does not answer', () => {
  test('a reading that never comes back is given up, and the next one brings what there is', async () => {
    await using ground = await eventGround();
    let silent = false;
    const never = new Promise<never>(() => {});
    const db = { query: <Row>(...args: Parameters<typeof ground.db.query>) => (silent ? never : ground.db.query<Row>(...args)) };
    const room = await ground.room({ db, readTimeoutMs: 300 });
    const seen = collect(room);
    silent = true;
    await writeEvents(ground.db, 2);
    await until('the silence is noticed', () => !room.health().tailing);
    silent = false;
    await until('both rows', () => seen.length === 2);
    expect(room.health().tailing).toBe(true);
  });
});

describe('the wires between replicas', () => {
  test('events of another replica arrive by notification, far sooner than the poll would bring them', async () => {
    await using ground = await eventGround();
    const [here, there] = [await ground.room(), await ground.room()];
    const seen = collect(there);
    const delays: number[] = [];
    for (let i = 0; i < 21; i++) {
      const rows = await writeEvents(ground.db, 1);
      const offered = performance.now();
      here.offer(rows);
      await until('the event on the other replica', () => seen.length === i + 1);
      delays.push(performance.now() - offered);
    }
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(60);
  });

  test('when the listening backend is terminated events still arrive within a second, and listening comes back', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const seen = collect(room);
    await until('listening', () => room.health().listening);
    await ground.db.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchyard listen' AND datname = current_database()`);
    await until('the loss is noticed', () => !room.health().listening);
    const [row] = await writeEvents(ground.db, 1);
    await until('the event', () => seen.length === 1, 1_000);
    expect(seen).toEqual([row]);
    await until('listening again', () => room.health().listening);
    expect(ground.logged.filter((line) => line.message.startsWith('a dedicated database connection was lost'))).toHaveLength(1);
  });

  test('a connection that has gone silent without an end is found out and replaced, and events do not wait for that', async () => {
    await using ground = await eventGround();
    await using proxy = await FaultProxy.open(ground.url);
    const room = await ground.room({ url: proxy.through(ground.url), selfCheckMs: 100 });
    const seen = collect(room);
    expect(room.health()).toMatchObject({ listening: true, notifying: true });
    proxy.freeze();
    await writeEvents(ground.db, 1);
    await until('the event by poll', () => seen.length === 1, 1_000);
    await until('the silence is noticed', () => !room.health().listening);
    proxy.heal();
    await until('listening again', () => room.health().listening, 8_000);
  });

  test('after the room is closed none of its connections is left', async () => {
    await using ground = await eventGround();
    const room = await ground.room();
    const open = async () =>
      (await ground.db.pool.query(`SELECT 1 FROM pg_stat_activity WHERE application_name IN ('switchyard listen', 'switchyard notify') AND datname = current_database()`)).rows.length;
    expect(await open()).toBe(2);
    await room.close();
    await until('no connection', async () => (await open()) === 0);
  });
});

function collect(room: EventRoom): LoggedEvent[] {
  const seen: LoggedEvent[] = [];
  room.hub.subscribe({}, (event) => seen.push(event));
  return seen;
}

async function openTransaction(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  return client;
}
